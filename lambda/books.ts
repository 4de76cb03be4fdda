import type { CopyReason, RejectReason } from "./contract/reasons.ts";
import type { ForwarderError } from "./errors.ts";
import type { Note } from "./notes.ts";
import type { ObjectRef } from "./types.ts";

/**
 * What became of the records of one object in one invocation.
 *
 * The promise of the whole project stands here: an object is done only when it was read to its end, nothing failed, and
 * read = delivered + filtered + rejected.
 */
export class ObjectBooks {
  readonly ref: ObjectRef;
  read = 0;
  delivered = 0;
  /** Filtered records by the name of the rule. */
  readonly filtered = new Map<string, number>();
  readonly rejected = new Map<RejectReason, number>();
  /** What else happened to records; no part of the balance. */
  readonly notes = new Map<Note, number>();
  /** Records that were delivered in another form than they have, with their exact bytes kept beside; part of `delivered`. */
  readonly copied = new Map<CopyReason, number>();
  /** Bytes after decompression. */
  bytes = 0;
  /** Event time of the newest delivered record that told one, ms since the epoch. */
  newestEventMs: number | undefined;
  isReadToEnd = false;
  /** The first failure; sends the object's message back. */
  failure: ForwarderError | undefined;

  constructor(ref: ObjectRef) {
    this.ref = ref;
  }

  countFiltered(rule: string, count = 1): void {
    this.filtered.set(rule, (this.filtered.get(rule) ?? 0) + count);
  }

  countRejected(reason: RejectReason): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  note(note: Note, count = 1): void {
    this.notes.set(note, (this.notes.get(note) ?? 0) + count);
  }

  countCopied(reason: CopyReason): void {
    this.copied.set(reason, (this.copied.get(reason) ?? 0) + 1);
  }

  fail(failure: ForwarderError): void {
    this.failure ??= failure;
  }

  get filteredTotal(): number {
    return sum(this.filtered);
  }

  get rejectedTotal(): number {
    return sum(this.rejected);
  }

  get isBalanced(): boolean {
    return this.read === this.delivered + this.filteredTotal + this.rejectedTotal;
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
