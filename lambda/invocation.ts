import type { SQSRecord } from "aws-lambda";
import { ObjectBooks } from "./books.ts";
import type { SkipReason } from "./contract/reasons.ts";
import { decodeNotification } from "./decode/notification.ts";
import { asForwarderError, ForwarderError } from "./errors.ts";
import { forEachLimited } from "./limited.ts";
import { type Pipeline, type Run, readObject } from "./pipeline.ts";
import type { Telemetry } from "./telemetry.ts";
import { countObject, countReason, type Totals } from "./totals.ts";
import type { DecodedMessage, ObjectRef } from "./types.ts";

/** What stays the same over all invocations of an execution environment. */
export interface InvocationContext {
  readonly pipeline: Pipeline;
  readonly telemetry: Telemetry;
  readonly objectConcurrency: number;
  readonly quarantineAfterReceives: number;
  /** Buckets that messages may name: what a queue holds is untrusted input. */
  readonly logBuckets: readonly string[];
  /** Reads what a message says; default `decodeNotification`. */
  readonly decode?: (body: string) => DecodedMessage;
}

interface MessageWork {
  readonly message: SQSRecord;
  readonly decoded: DecodedMessage;
  readonly objects: readonly ObjectWork[];
  failure?: ForwarderError;
}

/** One object; several messages of a batch that name the same one share it. */
interface ObjectWork {
  readonly books: ObjectBooks;
  /** The highest receive count of the messages that name it. */
  receives: number;
  skip?: SkipReason;
  /** Set when it can never be read and is given up. */
  quarantine?: ForwarderError;
}

/**
 * Carries out one invocation and says which messages go back. Every message ends in exactly one way, and is only left out
 * of the answer when all of its objects are delivered, filtered, skipped or kept in the reject store.
 */
export async function runInvocation(
  messages: readonly SQSRecord[],
  context: InvocationContext,
  run: Run,
  totals: Totals,
): Promise<string[]> {
  const objects = new Map<string, ObjectWork>();
  const works = messages.map((message) => openMessage(message, objects, context.decode));
  await forEachLimited([...objects.values()], context.objectConcurrency, (work) =>
    readOne(work, context, run),
  );
  await run.delivery.finish();
  await forEachLimited([...objects.values()], context.objectConcurrency, (work) =>
    settleObject(work, context, run, totals),
  );
  await forEachLimited(works, context.objectConcurrency, (work) => settleMessage(work, context, run, totals));
  return [...new Set(works.filter(({ failure }) => failure).map(({ message }) => message.messageId))];
}

function openMessage(
  message: SQSRecord,
  objects: Map<string, ObjectWork>,
  decode = decodeNotification,
): MessageWork {
  const decoded = decode(message.body);
  const receives = Number(message.attributes?.ApproximateReceiveCount ?? 1);
  const works = decoded.objects.map((ref) => {
    const identity = JSON.stringify([ref.bucket, ref.key, ref.versionId, ref.etag, ref.nextRecord]);
    const work = objects.get(identity) ?? { books: new ObjectBooks(ref), receives };
    work.receives = Math.max(work.receives, receives);
    objects.set(identity, work);
    return work;
  });
  return { message, decoded, objects: works };
}

async function readOne(work: ObjectWork, context: InvocationContext, run: Run): Promise<void> {
  const { books } = work;
  try {
    const failure = refusalToStart(books.ref, context, run);
    if (failure) throw failure;
    work.skip = await readObject(books, context.pipeline, run);
  } catch (error) {
    const failure = asForwarderError(error);
    const isHopeless = failure.kind === "permanent" && work.receives >= context.quarantineAfterReceives;
    if (isHopeless || failure.reason === "foreign_bucket") work.quarantine = failure;
    else books.fail(failure);
  }
}

function refusalToStart(
  ref: ObjectRef,
  { logBuckets }: InvocationContext,
  run: Run,
): ForwarderError | undefined {
  if (!logBuckets.includes(ref.bucket)) {
    const accepted = logBuckets.join(", ");
    return ForwarderError.permanent(
      "foreign_bucket",
      `a message names the bucket "${ref.bucket}"; this pipeline reads ${accepted}`,
    );
  }
  if (run.delivery.failure) return run.delivery.failure;
  if (run.isPastDeadline())
    return ForwarderError.retryable(
      "deadline",
      "the time of the invocation ended before the object was begun",
    );
  return undefined;
}

async function settleObject(
  work: ObjectWork,
  { telemetry }: InvocationContext,
  run: Run,
  totals: Totals,
): Promise<void> {
  const { books, skip, quarantine } = work;
  const { ref } = books;
  if (quarantine) {
    try {
      await run.rejects.putObject(ref, quarantine);
      totals.objects.rejected += 1;
      countReason(totals, quarantine.reason);
      telemetry.objectRejected(ref, quarantine);
      return;
    } catch (error) {
      books.fail(asForwarderError(error));
    }
  }
  if (!books.failure && !skip && !(books.isReadToEnd && books.isBalanced)) {
    totals.identityViolations += 1;
    const { read, delivered, filteredTotal, rejectedTotal } = books;
    const sums = `read ${read}, delivered ${delivered}, filtered ${filteredTotal}, rejected ${rejectedTotal}`;
    books.fail(
      ForwarderError.retryable(
        "identity_violation",
        `the books of s3://${ref.bucket}/${ref.key} do not balance: ${sums}`,
      ),
    );
  }
  if (skip && !books.failure) {
    totals.objects.skipped += 1;
    countReason(totals, skip);
    telemetry.objectSkipped(ref, skip);
    return;
  }
  countObject(totals, books);
  if (books.failure) {
    if (books.failure.kind === "config") totals.configErrors += 1;
    telemetry.objectReturned(ref, books.failure);
  } else telemetry.objectForwarded(ref, { records: books.read, newestEventMs: books.newestEventMs });
}

async function settleMessage(
  work: MessageWork,
  { telemetry }: InvocationContext,
  run: Run,
  totals: Totals,
): Promise<void> {
  const { message, decoded, objects } = work;
  totals.messages.received += 1;
  work.failure = objects.find(({ books }) => books.failure)?.books.failure;
  if (decoded.returned) {
    const { reason, detail } = decoded.returned;
    work.failure ??= ForwarderError.config(reason, detail);
    totals.configErrors += 1;
    countReason(totals, reason);
    telemetry.messageReturned(message.messageId, decoded.returned);
  }
  for (const { reason, detail } of decoded.rejected) {
    try {
      await run.rejects.putMessage(message.messageId, message.body, reason, detail);
      countReason(totals, reason);
      telemetry.messageRejected(message.messageId, reason);
    } catch (error) {
      work.failure ??= asForwarderError(error);
    }
  }
  for (const { reason } of decoded.skipped) countReason(totals, reason);
  totals.messages[outcomeOf(work)] += 1;
}

function outcomeOf({
  failure,
  decoded,
  objects,
}: MessageWork): "returned" | "rejected" | "skipped" | "forwarded" {
  if (failure) return "returned";
  if (decoded.rejected.length > 0 && objects.length === 0) return "rejected";
  return objects.length === 0 || objects.every(({ skip }) => skip) ? "skipped" : "forwarded";
}
