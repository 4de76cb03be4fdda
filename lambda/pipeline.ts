import type { ObjectBooks } from "./books.ts";
import type { LimitsConfig } from "./contract/function-config.ts";
import type { SkipReason } from "./contract/reasons.ts";
import { glimpseEventTime } from "./decode/event-time.ts";
import { inflate } from "./decode/inflate.ts";
import { classifyObject, recordSource } from "./decode/object-key.ts";
import { type RecordChunk, splitRecords } from "./decode/records.ts";
import type { Delivery } from "./deliver/delivery.ts";
import type { RejectStore } from "./deliver/reject-store.ts";
import { ForwarderError } from "./errors.ts";
import type { Format } from "./formats/define-format.ts";
import { normalizeRecord } from "./formats/normalized-event.ts";
import { isIdentified, type Ledger } from "./ledger/ledger.ts";
import type { OwnQueue } from "./queue/own-queue.ts";
import type { ObjectSource } from "./source/s3-object.ts";
import type { ObjectRef, RawRecord, RecordSource } from "./types.ts";

/** The rooms one object passes through, chosen by the configuration. */
export interface Pipeline {
  readonly source: ObjectSource;
  readonly format: Format;
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
  if (isIdentified(books.ref) && (await isDuplicate(books, books.ref, run))) return "duplicate";
  const source = recordSource(books.ref);
  const stored = pipeline.source.read(books.ref, run.signal, (identity) => {
    books.identity = identity;
  });
  const bytes = counted(inflate(stored, pipeline.limits.maxObjectBytes), books, run.ledger !== undefined);
  const chunks = splitRecords(bytes, pipeline.limits, books.from);
  for (let isFirst = true; ; isFirst = false) {
    const { done, value } = await chunks.next();
    // Some notifications do not say which version they mean; S3 has told by now.
    if (isFirst && !isIdentified(books.ref) && (await isDuplicate(books, books.opened, run))) {
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
  return books.prior?.state === "done" && !ref.again;
}

interface Reading {
  readonly books: ObjectBooks;
  readonly source: RecordSource;
  readonly pipeline: Pipeline;
  readonly run: Run;
}

/**
 * Hands the elements of a chunk over in their order, and waits whenever the destination is busy. Gives the failure that
 * ends the reading, if there is one; nothing behind that point was handed over then.
 */
async function forwardChunk(chunk: RecordChunk, reading: Reading): Promise<ForwarderError | undefined> {
  const { books, source, pipeline, run } = reading;
  const normalize = (record: RawRecord) => normalizeRecord(pipeline.format, record, source);
  let settledRejects = 0;
  const rejectUpTo = (ordinal: number): void => {
    for (let entry = chunk.rejected[settledRejects]; entry && entry.ordinal < ordinal; ) {
      books.read += 1;
      run.rejects.addRecord(books, entry);
      settledRejects += 1;
      entry = chunk.rejected[settledRejects];
    }
  };
  for (const record of chunk.records) {
    rejectUpTo(record.ordinal);
    books.read += 1;
    run.delivery.add(normalize(record), { books, record }, normalize);
    if (!run.delivery.isBusy) continue;
    await run.delivery.ready();
    const failure = reasonToStop(reading);
    if (failure) return failure;
  }
  rejectUpTo(Number.POSITIVE_INFINITY);
  const newest = chunk.records.at(-1);
  books.newestEventMs = (newest && glimpseEventTime(newest.bytes)) ?? books.newestEventMs;
  await run.delivery.ready();
  return reasonToStop(reading);
}

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
