import type { ObjectBooks } from "./books.ts";
import type { Reason } from "./contract/reasons.ts";
import { asForwarderError, ForwarderError } from "./errors.ts";
import { entryOf } from "./ledger/entry.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { OwnQueue } from "./queue/own-queue.ts";
import type { ObjectRef } from "./types.ts";
import type { MessageWork, ObjectWork } from "./work.ts";

/**
 * Objects that an invocation could not finish: their rest becomes a message of its own, so that nothing that is settled is
 * delivered again.
 */

/** How many settled records make it worth it, by what stopped the reading; other failures send the message back. */
const LEAST_SETTLED: Readonly<Partial<Record<Reason, number>>> = {
  // Time is up: any progress will do, else the object would never end.
  deadline: 1,
  // Something is down. Enough that a destination which fails now and then cannot make a large object start over for
  // ever, and too much for the message of a small one to lose its receive count.
  destination_unavailable: 5_000,
  source_unavailable: 5_000,
  throttled: 5_000,
  reject_store_unavailable: 5_000,
};

/** Seconds before the rest is received, when something is down. */
const OUTAGE_DELAY_SECONDS = 60;

/** The part that is left, for a later invocation; undefined when the message has to come again as it is. */
export function restOf({ opened, failure, from, settledUpTo }: ObjectBooks): ObjectRef | undefined {
  if (failure?.kind !== "retryable") return undefined;
  const least = LEAST_SETTLED[failure.reason];
  if (least === undefined || settledUpTo - from < least) return undefined;
  return { ...opened, nextRecord: settledUpTo, hop: (opened.hop ?? 0) + 1 };
}

/**
 * The objects that may go on elsewhere: those of messages that would be done but for them. When another object sends the
 * message back anyway, the whole message comes again.
 */
export function continuable(messages: readonly MessageWork[]): ObjectWork[] {
  const found = new Set<ObjectWork>();
  for (const { objects, decoded } of messages) {
    const stuck = objects.filter(({ books }) => books.failure);
    if (decoded.returned || stuck.some(({ books }) => !restOf(books))) continue;
    for (const work of stuck) found.add(work);
  }
  return [...found];
}

/**
 * Sends the rest of an object to the queue. Only when SQS has accepted it does the object count as continued. The ledger
 * hears of the part before that, because whoever receives the rest looks there for it.
 */
export async function sendRest(work: ObjectWork, queue: OwnQueue, ledger?: Ledger): Promise<void> {
  const { books } = work;
  const rest = restOf(books);
  if (!rest) return;
  const entry = entryOf({ ...work, rest });
  if (entry) await ledger?.record(entry);
  const delaySeconds = books.failure?.reason === "deadline" ? 0 : OUTAGE_DELAY_SECONDS;
  try {
    await queue.continueObject(rest, delaySeconds);
    work.rest = rest;
  } catch (error) {
    const { message } = asForwarderError(error);
    books.failure = ForwarderError.retryable(
      "queue_unavailable",
      `the rest of s3://${rest.bucket}/${rest.key} could not be queued: ${message}`,
      { cause: error },
    );
  }
}
