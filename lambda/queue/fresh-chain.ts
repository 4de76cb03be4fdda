import type { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Clock } from "../clock.ts";

/**
 * Sends a message as the beginning of a new chain of invocations: with a trace header of its own instead of the one that
 * the SDK hands on from the invocation, which counts the hops.
 */
export function startFreshChain(command: SendMessageCommand, clock: Clock): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers["X-Amzn-Trace-Id"] = traceId(clock);
      return next(args);
    },
    { step: "build", name: "startFreshChain" },
  );
}

/** `Root=1-<seconds since the epoch>-<96 random bits>`, as X-Ray spells it. */
function traceId(clock: Clock): string {
  const seconds = Math.floor(clock.now() / 1000).toString(16);
  let random = "";
  while (random.length < 24)
    random += Math.floor(clock.random() * 2 ** 24)
      .toString(16)
      .padStart(6, "0");
  return `Root=1-${seconds}-${random};Sampled=0`;
}
