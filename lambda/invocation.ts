import type { SQSRecord } from "aws-lambda";
import { ObjectBooks } from "./books.ts";
import { asForwarderError, ForwarderError } from "./errors.ts";
import { messageViolation } from "./identities.ts";
import { forEachLimited } from "./limited.ts";
import { type Pipeline, type Run, readObject } from "./pipeline.ts";
import type { SenderCheck } from "./sender-check.ts";
import { settleMessage, settleObject } from "./settlement.ts";
import type { SourceWatch } from "./sources/source-watch.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Totals } from "./totals.ts";
import type { ObjectRef } from "./types.ts";
import { continuable, sendRest } from "./unfinished.ts";
import { type MessageWork, type ObjectWork, openMessages, type Refusals } from "./work.ts";

/** What stays the same over all invocations of an execution environment. */
export interface InvocationContext {
  readonly pipeline: Pipeline;
  readonly telemetry: Telemetry;
  readonly objectConcurrency: number;
  readonly quarantineAfterReceives: number;
  /** Buckets that messages may name: what a queue holds is untrusted input. */
  readonly logBuckets: readonly string[];
  /** Set when only messages of a known sender are read. */
  readonly checkSender?: SenderCheck;
  /** Told of every object that was read. */
  readonly watch?: Pick<SourceWatch, "saw">;
}

/** A message that goes back, and why. */
export interface ReturnedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly receives: number;
  readonly failure: ForwarderError;
}

/**
 * Carries out one invocation and says which messages go back. Every message ends in exactly one way, and is only left out
 * of the answer when all of its objects are delivered, filtered, skipped, kept in the reject store, or settled up to a
 * record from which a message that SQS has accepted goes on.
 * @throws {ForwarderError} `identity_violation` when events or messages do not add up: then all of them have to come again
 */
export async function runInvocation(
  messages: readonly SQSRecord[],
  context: InvocationContext,
  run: Run,
  totals: Totals,
): Promise<ReturnedMessage[]> {
  const { telemetry, objectConcurrency } = context;
  const works = openMessages(messages, await refusals(messages, context, run));
  await readObjects(works.objects, context, run);
  await run.delivery.finish();
  if (!run.delivery.isBalanced) violated("of some events it is not known what became of them", totals);

  const settle = (work: ObjectWork) => settleObject(work, telemetry, run, totals);
  const unfinished = run.queue ? continuable(works.messages) : [];
  const others = works.objects.filter((work) => !unfinished.includes(work));
  await forEachLimited(others, objectConcurrency, settle);
  if (run.queue) await continueObjects(unfinished, works.messages, context, run);
  await forEachLimited(unfinished, objectConcurrency, settle);
  await forEachLimited(works.messages, objectConcurrency, (work) =>
    settleMessage(work, telemetry, run, totals),
  );
  const wrong = messageViolation(totals.messages, messages.length);
  if (wrong !== undefined) violated(wrong, totals);
  return works.messages.flatMap(({ message, receives, failure }) =>
    failure
      ? [{ messageId: message.messageId, receiptHandle: message.receiptHandle, receives, failure }]
      : [],
  );
}

/** Every message comes again: nobody can say which of them it is about. */
function violated(what: string, totals: Totals): never {
  totals.identityViolations += 1;
  throw ForwarderError.retryable("identity_violation", `the books of an invocation do not balance: ${what}`);
}

async function refusals(
  messages: readonly SQSRecord[],
  { checkSender }: InvocationContext,
  { signal }: Run,
): Promise<Refusals> {
  if (!checkSender) return new Map();
  const verdicts = await Promise.all(
    messages.map(async (message) => [message, await checkSender(message.body, signal)] as const),
  );
  return new Map(verdicts.flatMap(([message, verdict]) => (verdict ? [[message, verdict]] : [])));
}

/** Queues what is left of unfinished objects, unless the settling of the others now sends their message back anyway. */
async function continueObjects(
  unfinished: readonly ObjectWork[],
  messages: readonly MessageWork[],
  { objectConcurrency }: InvocationContext,
  { queue, ledger }: Run,
): Promise<void> {
  const still = new Set(continuable(messages));
  const going = unfinished.filter((work) => still.has(work));
  if (queue) await forEachLimited(going, objectConcurrency, (work) => sendRest(work, queue, ledger));
}

/** While the destination is thought to be down, objects go one at a time, until a batch was taken or refused. */
async function readObjects(
  works: readonly ObjectWork[],
  context: InvocationContext,
  run: Run,
): Promise<void> {
  const queue = works.values();
  while (run.delivery.isProbing) {
    const { done, value } = queue.next();
    if (done) return;
    await readOne(value, context, run);
    await run.delivery.settle();
  }
  await forEachLimited([...queue], context.objectConcurrency, (work) => readOne(work, context, run));
}

async function readOne(work: ObjectWork, context: InvocationContext, run: Run): Promise<void> {
  const { books } = work;
  try {
    const failure = refusalToStart(books.ref, context, run);
    if (failure) throw failure;
    work.skip = await readObject(books, context.pipeline, run);
  } catch (error) {
    const failure = run.signal.aborted ? outOfTime(error, books.ref) : asForwarderError(error);
    if (failure.reason === "object_changed" && books.from > 0 && books.read === 0) {
      // What the first part was read from is gone. The records before it are new ones as well.
      work.hasChanged = true;
      work.books = new ObjectBooks({ ...books.ref, etag: undefined, nextRecord: undefined });
      return readOne(work, context, run);
    }
    const isHopeless = failure.kind === "permanent" && work.receives >= context.quarantineAfterReceives;
    if (isHopeless || failure.reason === "foreign_bucket") work.quarantine = failure;
    else books.fail(failure);
  } finally {
    if (books.bytes > 0) context.watch?.saw(books.ref);
  }
}

/** A connection that was cut because the time is up says nothing about S3. */
function outOfTime(error: unknown, { bucket, key }: ObjectRef): ForwarderError {
  const failure = asForwarderError(error);
  if (failure.kind !== "retryable") return failure;
  return ForwarderError.retryable(
    "deadline",
    `the time of the invocation ended while s3://${bucket}/${key} was read`,
    { cause: error },
  );
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
