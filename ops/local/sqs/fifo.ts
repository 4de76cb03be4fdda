import { AwsError } from "../aws/aws-error.ts";
import { optionalString } from "../aws/input.ts";
import type { JsonObject } from "../aws/json-service.ts";

/** A message that comes again within this time is the same message. */
const SAME_MS = 300_000;

const sentBefore = new WeakMap<
  object,
  Map<string, { readonly answer: JsonObject; readonly sentMs: number }>
>();

let sequence = 0n;

/**
 * Sends a message to a FIFO queue: it needs a group, and within five minutes its deduplication id counts once.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 * @param send stores the message and gives the answer of a standard queue
 */
export function sendInOrder(
  queue: object,
  input: JsonObject,
  nowMs: number,
  send: () => JsonObject,
): JsonObject {
  if (!optionalString(input, "MessageGroupId"))
    throw new AwsError("MissingParameter", 400, "The request must contain the parameter MessageGroupId.");
  const id = optionalString(input, "MessageDeduplicationId");
  if (!id)
    throw new AwsError(
      "InvalidParameterValue",
      400,
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  const known = sentBefore.get(queue) ?? new Map();
  sentBefore.set(queue, known);
  const before = known.get(id);
  if (before && nowMs - before.sentMs < SAME_MS) return before.answer;
  sequence += 256n;
  const answer = { ...send(), SequenceNumber: String(18_850_000_000_000_000_000n + sequence) };
  known.set(id, { answer, sentMs: nowMs });
  return answer;
}
