import type { Totals } from "./totals.ts";
import type { ObjectWork } from "./work.ts";

/**
 * What must add up besides the books of each object, on every invocation. When it does not, the code has a defect: nothing
 * that it might be about is acknowledged, and the violation is counted.
 */

/** Whether an object allows its messages to be acknowledged: nothing of it is left to do, or a message has what is left. */
export function isSettled({ books, skip, quarantine, rest }: ObjectWork): boolean {
  if (rest) return true;
  if (books.failure) return false;
  return skip !== undefined || quarantine !== undefined || books.isDone;
}

/** What is wrong with the messages of an invocation: each of them has to end in exactly one way. */
export function messageViolation(
  { received, forwarded, skipped, rejected, returned }: Totals["messages"],
  handedOver: number,
): string | undefined {
  if (received === handedOver && received === forwarded + skipped + rejected + returned) return undefined;
  return `${handedOver} messages came, ${received} were looked at, ${forwarded} forwarded, ${skipped} skipped, ${rejected} rejected, ${returned} returned`;
}
