import type { ObjectBooks } from "../books.ts";
import type { ObjectWork } from "../work.ts";
import { type LedgerCounts, type LedgerEntry, type LedgerState, NO_COUNTS } from "./ledger.ts";

/**
 * What to write about an object that was settled; undefined when there is nothing to write: it goes back, or its end is in
 * the ledger already.
 */
export function entryOf(work: ObjectWork): LedgerEntry | undefined {
  const { books, quarantine, skip, rest } = work;
  if ((books.failure && !rest) || books.ref.only) return undefined;
  if (skip !== undefined && (skip === "duplicate" || books.bytes === 0)) return undefined;
  const { bytes, prior } = books;
  // An object whose first part nobody has on record is not called done on the word of a message.
  const isWhole = books.from === 0 || prior?.nextRecord === books.from;
  const state: LedgerState = quarantine
    ? "rejected"
    : skip
      ? "skipped"
      : rest || !isWhole
        ? "partial"
        : "done";
  return {
    ref: books.opened,
    state,
    reason: quarantine?.reason ?? skip,
    counts: add(books.from > 0 && isWhole ? prior?.counts : undefined, books),
    bytes,
    sha256: books.isReadToEnd ? books.sha256 : undefined,
    nextRecord: state === "partial" ? rest?.nextRecord : undefined,
  };
}

function add(before: LedgerCounts = NO_COUNTS, books: ObjectBooks): LedgerCounts {
  return {
    read: before.read + books.read - books.open,
    delivered: before.delivered + books.delivered,
    filtered: before.filtered + books.filteredTotal,
    rejected: before.rejected + books.rejectedTotal,
  };
}
