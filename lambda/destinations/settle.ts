import { ForwarderError } from "../errors.ts";
import type { DeliveryResult, EncodedBatch, EventFacts, EventVerdict } from "../types.ts";

/** One event of a batch, for destinations that take events one by one. */
export interface Item {
  /** Its index in the batch. */
  readonly index: number;
  readonly event: EventFacts;
  /** The event as it stands in the body. */
  readonly entry: Uint8Array;
}

/** The batch's events, each with its bytes. */
export function itemsOf(batch: EncodedBatch): Item[] {
  const { events } = batch;
  return batch.entries.map((entry, index) => ({ index, event: events[index] as EventFacts, entry }));
}

/** Items by a key, in the order in which the keys first appear. */
export function groupItems<Kind extends Item>(
  items: readonly Kind[],
  keyOf: (item: Kind) => string,
): Map<string, Kind[]> {
  const groups = new Map<string, Kind[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * Delivers the parts of a batch side by side and settles every event of it.
 *
 * `deliverPart` gives the events that were not taken, by their index in the batch; it throws when none of its part was.
 * As long as something of the batch was settled, what failed is only put off: the next try carries nothing else, and then
 * its failure is thrown with its own kind. So nothing that was taken is sent again.
 * @throws {ForwarderError} when the batch as a whole failed
 */
export async function settleParts<Part extends { readonly items: readonly Item[] }>(
  parts: readonly Part[],
  deliverPart: (part: Part) => Promise<ReadonlyMap<number, ForwarderError>>,
): Promise<DeliveryResult> {
  const failures = new Map<number, ForwarderError>();
  const thrown: ForwarderError[] = [];
  await Promise.all(
    parts.map(async (part) => {
      try {
        for (const [index, failure] of await deliverPart(part)) failures.set(index, failure);
      } catch (error) {
        if (!(error instanceof ForwarderError)) throw error;
        thrown.push(error);
        // Which event of the part is to blame is not known: none is refused for good on this evidence.
        for (const { index } of part.items) failures.set(index, putOff(error));
      }
    }),
  );
  const events = parts.reduce((sum, { items }) => sum + items.length, 0);
  const isAllUnsettled = failures.size === events && [...failures.values()].every(isUnsettled);
  if (isAllUnsettled) {
    const failure = mostTelling([...thrown, ...failures.values()]);
    if (failure && (failure.kind === "config" || thrown.length > 0)) throw failure;
  }
  return resultOf(failures);
}

function putOff(failure: ForwarderError): ForwarderError {
  if (failure.kind !== "permanent") return failure;
  const { message, retryAfterMs, status, detail } = failure;
  return ForwarderError.retryable("destination_unavailable", message, { retryAfterMs, status, detail });
}

function isUnsettled({ kind }: ForwarderError): boolean {
  return kind !== "permanent";
}

/** A person must act, else something is refused and has to be told apart, else wait. */
function mostTelling(failures: readonly ForwarderError[]): ForwarderError | undefined {
  return (["config", "permanent", "retryable"] as const)
    .map((kind) => failures.find((failure) => failure.kind === kind))
    .find((failure) => failure !== undefined);
}

function resultOf(failures: ReadonlyMap<number, ForwarderError>): DeliveryResult {
  const rejected: EventVerdict[] = [];
  const retryable: EventVerdict[] = [];
  let retryAfterMs: number | undefined;
  for (const [index, failure] of failures) {
    if (failure.kind === "permanent") {
      const detail = [failure.message, failure.detail].filter(Boolean).join(": ");
      rejected.push({ index, detail });
      continue;
    }
    retryable.push({ index, detail: failure.message });
    if (failure.retryAfterMs !== undefined) retryAfterMs = Math.max(retryAfterMs ?? 0, failure.retryAfterMs);
  }
  return { rejected, retryable, retryAfterMs };
}
