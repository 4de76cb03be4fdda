import type { ObjectBooks } from "./books.ts";
import { asForwarderError, ForwarderError } from "./errors.ts";
import { isSettled } from "./identities.ts";
import { entryOf } from "./ledger/entry.ts";
import type { Run } from "./pipeline.ts";
import type { Telemetry } from "./telemetry.ts";
import { countContinued, countObject, countReason, countRecords, type Totals } from "./totals.ts";
import type { MessageWork, ObjectWork } from "./work.ts";

/**
 * Decides what became of an object, once nothing of it is under way any more, counts it, and writes it down last of all.
 *
 * Its books must balance whatever happened to it; when they do not, it goes back and the violation is counted.
 */
export async function settleObject(
  work: ObjectWork,
  telemetry: Telemetry,
  run: Run,
  totals: Totals,
): Promise<void> {
  await decide(work, telemetry, run, totals);
  // The part of a continued object was written down before its rest was queued.
  const entry = run.ledger && !work.rest && entryOf(work);
  if (entry) await run.ledger?.record(entry);
}

async function decide(work: ObjectWork, telemetry: Telemetry, run: Run, totals: Totals): Promise<void> {
  const { books, skip, rest } = work;
  const { ref } = books;
  if (work.hasChanged) countReason(totals, "object_changed");
  if (!books.isBalanced) {
    totals.identityViolations += 1;
    books.failure = unbalanced(books);
  }
  // Something of it is still open: it will be given up the next time, when nothing is.
  if (work.quarantine && !books.failure) return quarantine(work, work.quarantine, telemetry, run, totals);
  if (skip && !books.failure) {
    totals.objects.skipped += 1;
    countReason(totals, skip);
    telemetry.objectSkipped(ref, skip);
    return;
  }
  if (rest) {
    countContinued(totals, books);
    telemetry.objectContinued(rest);
    return;
  }
  if (!books.failure && !books.isDone) {
    totals.identityViolations += 1;
    books.fail(unbalanced(books));
  }
  countObject(totals, books);
  if (books.failure) {
    if (books.failure.kind === "config") totals.configErrors += 1;
    telemetry.objectReturned(ref, books.failure);
  } else telemetry.objectForwarded(ref, { records: books.read, newestEventMs: books.newestEventMs });
}

async function quarantine(
  { books }: ObjectWork,
  failure: ForwarderError,
  telemetry: Telemetry,
  run: Run,
  totals: Totals,
): Promise<void> {
  try {
    await run.rejects.putObject(books.ref, failure);
  } catch (error) {
    books.fail(asForwarderError(error));
    countObject(totals, books);
    telemetry.objectReturned(books.ref, asForwarderError(error));
    return;
  }
  totals.objects.rejected += 1;
  countRecords(totals, books);
  countReason(totals, failure.reason);
  telemetry.objectRejected(books.ref, failure);
}

function unbalanced(books: ObjectBooks): ForwarderError {
  const { ref, read, delivered, filteredTotal, rejectedTotal, open } = books;
  const sums = `read ${read}, delivered ${delivered}, filtered ${filteredTotal}, rejected ${rejectedTotal}, open ${open}`;
  return ForwarderError.retryable(
    "identity_violation",
    `the books of s3://${ref.bucket}/${ref.key} do not balance: ${sums}`,
  );
}

/** Decides what becomes of a message, once its objects are settled, and counts it. */
export async function settleMessage(
  work: MessageWork,
  telemetry: Telemetry,
  run: Run,
  totals: Totals,
): Promise<void> {
  const { message, decoded, objects } = work;
  totals.messages.received += 1;
  for (const object of objects) {
    if (isSettled(object)) continue;
    const { books } = object;
    if (!books.failure) {
      totals.identityViolations += 1;
      books.fail(unbalanced(books));
    }
    work.failure ??= books.failure;
  }
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
