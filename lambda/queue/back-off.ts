import { BACKOFF_JITTER, backoffSeconds } from "../contract/backoff.ts";
import type { Reason } from "../contract/reasons.ts";

/** Longest wait before a message that the time did not suffice for is received again, */
const OUT_OF_TIME_SECONDS = 5;
/** as long as it was not received more often than this: then it is not chance that it meets full invocations. */
const OUT_OF_TIME_RECEIVES = 3;

/**
 * Whole seconds until a message that goes back should be received again.
 * @param receives how often it was received, from 1
 * @param random a number from 0 to below 1
 */
export function postponeSeconds(reason: Reason, receives: number, random: number): number {
  // Nothing is wrong with the message: it only met a full invocation.
  if (reason === "deadline" && receives <= OUT_OF_TIME_RECEIVES)
    return Math.floor(random * OUT_OF_TIME_SECONDS);
  return Math.ceil(backoffSeconds(receives) * (1 + BACKOFF_JITTER * random));
}
