import type { ObjectBooks } from "./books.ts";
import type { Reason } from "./contract/reasons.ts";

/** Everything one run counts. Records of an object that goes back are `returned`, whatever of it was delivered before. */
export interface Totals {
  readonly messages: {
    received: number;
    forwarded: number;
    skipped: number;
    rejected: number;
    returned: number;
  };
  /** `continued`: settled up to some record, the rest waits in the queue as a message of our own. */
  readonly objects: {
    forwarded: number;
    skipped: number;
    rejected: number;
    returned: number;
    continued: number;
  };
  readonly records: { read: number; delivered: number; filtered: number; rejected: number; returned: number };
  /** Count by reason, and by rule for filtered records (`filter:<rule>`). */
  readonly reasons: Record<string, number>;
  /** What else happened to records, by `Note`. */
  readonly notes: Record<string, number>;
  readonly requests: { sent: number; retried: number };
  readonly bytes: { read: number; delivered: number };
  configErrors: number;
  identityViolations: number;
  /** Invocations in which the ledger could not be reached. */
  ledgerErrors: number;
}

export function emptyTotals(): Totals {
  return {
    messages: { received: 0, forwarded: 0, skipped: 0, rejected: 0, returned: 0 },
    objects: { forwarded: 0, skipped: 0, rejected: 0, returned: 0, continued: 0 },
    records: { read: 0, delivered: 0, filtered: 0, rejected: 0, returned: 0 },
    reasons: {},
    notes: {},
    requests: { sent: 0, retried: 0 },
    bytes: { read: 0, delivered: 0 },
    configErrors: 0,
    identityViolations: 0,
    ledgerErrors: 0,
  };
}

export function countReason(totals: Totals, reason: Reason | `filter:${string}`, count = 1): void {
  totals.reasons[reason] = (totals.reasons[reason] ?? 0) + count;
}

/** Adds an object that was read. Done objects count by outcome, returned ones as returned. */
export function countObject(totals: Totals, books: ObjectBooks): void {
  if (books.failure) {
    totals.objects.returned += 1;
    totals.records.read += books.read;
    totals.bytes.read += books.bytes;
    totals.records.returned += books.read;
    countReason(totals, books.failure.reason);
    return;
  }
  totals.objects.forwarded += 1;
  countRecords(totals, books);
}

/** Adds an object whose rest goes on elsewhere: what of it is settled stays settled. */
export function countContinued(totals: Totals, books: ObjectBooks): void {
  totals.objects.continued += 1;
  countRecords(totals, books);
  if (books.failure) countReason(totals, books.failure.reason);
}

/** Adds the records of an object, each by what became of it. */
export function countRecords(totals: Totals, books: ObjectBooks): void {
  totals.records.read += books.read;
  totals.bytes.read += books.bytes;
  totals.records.delivered += books.delivered;
  totals.records.filtered += books.filteredTotal;
  totals.records.rejected += books.rejectedTotal;
  totals.records.returned += books.open;
  for (const [rule, count] of books.filtered) countReason(totals, `filter:${rule}`, count);
  for (const [reason, count] of [...books.rejected, ...books.copied]) countReason(totals, reason, count);
  for (const [note, count] of books.notes) totals.notes[note] = (totals.notes[note] ?? 0) + count;
}
