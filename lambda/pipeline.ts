import type { ObjectBooks } from "./books.ts";
import type { LimitsConfig } from "./contract/function-config.ts";
import type { SkipReason } from "./contract/reasons.ts";
import { glimpseEventTime } from "./decode/event-time.ts";
import { inflate } from "./decode/inflate.ts";
import { classifyObject } from "./decode/object-key.ts";
import { type RecordChunk, splitRecords } from "./decode/records.ts";
import type { Delivery } from "./deliver/delivery.ts";
import type { RejectStore } from "./deliver/reject-store.ts";
import { ForwarderError } from "./errors.ts";
import { contentId, type Ledger } from "./ledger/ledger.ts";
import type { OwnQueue } from "./queue/own-queue.ts";
import type { ObjectSource } from "./source/s3-object.ts";
import type { Transform } from "./transform.ts";
import type { ObjectRef, RawRecord, RecordSource } from "./types.ts";

/** The rooms one object passes through, chosen by the configuration. */
export interface Pipeline {
  readonly source: ObjectSource;
  readonly transform: Transform;
  readonly limits: LimitsConfig;
}

/** What one invocation lends to every object. */
export interface Run {
  readonly delivery: Delivery;
  readonly rejects: RejectStore;
  readonly signal: AbortSignal;
  /** The pipeline's own queue; without it, an object must be finished within one invocation. */
  readonly queue?: OwnQueue;
  /** Never rejects; absent when the configuration wants none. */
  readonly ledger?: Ledger;
  /** True when no further chunk may be begun. */
  isPastDeadline(): boolean;
}

/**
 * Reads one object to its end and hands its events to the delivery. Returns a reason when there is nothing in it to
 * forward. Whether it is done is known only after the delivery has finished: see `ObjectBooks`.
 * @throws {ForwarderError} when it cannot be read to its end; what was handed over stays under way.
 */
export async function readObject(
  books: ObjectBooks,
  pipeline: Pipeline,
  run: Run,
): Promise<SkipReason | undefined> {
  const kind = classifyObject(books.ref.key, books.ref.size);
  if (kind !== "log") return kind.skip;
  if (contentId(books.ref) !== undefined && (await isDuplicate(books, books.ref, run))) return "duplicate";
  const source = pipeline.transform.sourceOf(books.ref);
  const stored = pipeline.source.read(books.ref, run.signal, (identity) => {
    books.identity = identity;
  });
  const bytes = counted(inflate(stored, pipeline.limits.maxObjectBytes), books, run.ledger !== undefined);
  const chunks = splitRecords(bytes, pipeline.limits, books.from);
  for (let isFirst = true; ; isFirst = false) {
    const { done, value } = await chunks.next();
    // Some notifications do not say which version they mean, or only its etag; S3 has told by now.
    const isNamedAnew = isFirst && contentId(books.opened) !== contentId(books.ref);
    if (isNamedAnew && (await isDuplicate(books, books.opened, run))) {
      await chunks.return("records");
      return "duplicate";
    }
    if (done) {
      books.isReadToEnd = true;
      return value === "digest" ? "digest" : undefined;
    }
    const failure = await forwardChunk(value, { books, source, pipeline, run });
    if (!failure) continue;
    // Ends the stream, so that nothing goes on being read.
    await chunks.return("records");
    throw failure;
  }
}

/** Whether the ledger says that nothing is left to do; what it says is kept in the books. */
async function isDuplicate(books: ObjectBooks, ref: ObjectRef, run: Run): Promise<boolean> {
  books.prior = await run.ledger?.find(ref);
  return books.prior?.state === "done" && !ref.again && !ref.only;
}

interface Reading {
  readonly books: ObjectBooks;
  readonly source: RecordSource;
  readonly pipeline: Pipeline;
  readonly run: Run;
}

/** Elements that are handed over before the time and the destination are looked at again. */
const STRIDE = 100;

/**
 * Hands the elements of a chunk over in their order. Gives the failure that ends the reading, if there is one; nothing
 * behind that point was handed over then.
 */
async function forwardChunk(chunk: RecordChunk, reading: Reading): Promise<ForwarderError | undefined> {
  const { books } = reading;
  let [recordsDone, rejectedDone] = [0, 0];
  while (recordsDone < chunk.records.length || rejectedDone < chunk.rejected.length) {
    const limit = books.from + books.read + STRIDE;
    const records = elementsBelow(limit, chunk.records, recordsDone);
    const rejected = elementsBelow(limit, chunk.rejected, rejectedDone);
    await forwardStride(records, rejected, reading);
    recordsDone += records.length;
    rejectedDone += rejected.length;
    const failure = reasonToStop(reading);
    if (failure) return failure;
  }
  return reasonToStop(reading);
}

function elementsBelow<Element extends { readonly ordinal: number }>(
  ordinal: number,
  elements: readonly Element[],
  start: number,
): readonly Element[] {
  let end = start;
  for (let element = elements[end]; element && element.ordinal < ordinal; element = elements[end]) end += 1;
  return start === 0 && end === elements.length ? elements : elements.slice(start, end);
}

/** Hands a few elements over, and waits whenever the destination is busy. */
async function forwardStride(
  records: readonly RawRecord[],
  rejected: RecordChunk["rejected"],
  { books, source, pipeline, run }: Reading,
): Promise<void> {
  books.read += records.length + rejected.length;
  const wanted = asked(records, books);
  for (const entry of asked(rejected, books)) run.rejects.addRecord(books, entry);
  const { transform } = pipeline;
  const again = (record: RawRecord) => transform.eventOf(record, source);
  for (const record of transform.filter(wanted, source, books)) {
    run.delivery.add(transform.eventOf(record, source, books), { books, record }, again);
    // What waits to be sent then holds the record's bytes and not its objects: nearly all of them die young.
    record.release?.();
    if (run.delivery.isBusy) await run.delivery.ready();
  }
  const newest = records.at(-1);
  books.newestEventMs = (newest && glimpseEventTime(newest.bytes)) ?? books.newestEventMs;
}

/** The elements that an operator asked for; all of them when nobody asked. The others count as filtered. */
function asked<Element extends { readonly ordinal: number }>(
  elements: readonly Element[],
  books: ObjectBooks,
): readonly Element[] {
  if (!books.ref.only) return elements;
  const found = elements.filter(({ ordinal }) => books.isAskedFor(ordinal));
  if (found.length < elements.length) books.countFiltered(NOT_ASKED_FOR, elements.length - found.length);
  return found;
}

/** The name under which records are counted that a replay passes over. */
const NOT_ASKED_FOR = "not-replayed";

function reasonToStop({ books, run }: Reading): ForwarderError | undefined {
  return run.delivery.failure ?? (run.isPastDeadline() ? deadlineFailure(books) : undefined);
}

function deadlineFailure(books: ObjectBooks): ForwarderError {
  const { bucket, key } = books.ref;
  return ForwarderError.retryable(
    "deadline",
    `the time of the invocation ended ${books.read} records into s3://${bucket}/${key}`,
  );
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  books: ObjectBooks,
  isHashed: boolean,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    books.addBytes(chunk, isHashed);
    yield chunk;
  }
}
