import { createHash, type Hash } from "node:crypto";
import type { CopyReason, RejectReason } from "./contract/reasons.ts";
import type { ForwarderError } from "./errors.ts";
import type { LedgerEntry } from "./ledger/ledger.ts";
import type { Note } from "./notes.ts";
import type { ObjectRef } from "./types.ts";

/**
 * What became of the records of one object in one invocation.
 *
 * The promise of the whole project stands here: every record that was read is in exactly one of the four counts, and an
 * object is done only when it was read to its end, nothing failed and nothing is open:
 * read = delivered + filtered + rejected.
 */
export class ObjectBooks {
  readonly ref: ObjectRef;
  /** Records handed over in this invocation; those before `ref.nextRecord` are not among them. */
  read = 0;
  delivered = 0;
  /** Filtered records by the name of the rule. */
  readonly filtered = new Map<string, number>();
  readonly rejected = new Map<RejectReason, number>();
  /** What else happened to records; no part of the balance. */
  readonly notes = new Map<Note, number>();
  /** Records that were delivered in another form than they have, with their exact bytes kept beside; part of `delivered`. */
  readonly copied = new Map<CopyReason, number>();
  /** Records that were handed over and are not settled. */
  open = 0;
  /** Bytes after decompression. */
  bytes = 0;
  /** Event time of the newest delivered record that told one, ms since the epoch. */
  newestEventMs: number | undefined;
  isReadToEnd = false;
  /** The first failure; sends the object's message back. */
  failure: ForwarderError | undefined;
  /** S3's names for the content that was read. */
  identity: Pick<ObjectRef, "versionId" | "etag"> = {};
  /** What the ledger knew before. */
  prior: LedgerEntry | undefined;
  private start: number | undefined;
  private firstOpen = Number.POSITIVE_INFINITY;
  private hash: Hash | undefined;
  private askedFor: ReadonlySet<number> | undefined;
  private digest: string | undefined;

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

  /** Whether a replay wants the record with this ordinal. */
  isAskedFor(ordinal: number): boolean {
    this.askedFor ??= new Set(this.ref.only);
    return this.askedFor.has(ordinal);
  }

  /** Takes a piece of the decompressed object. */
  addBytes(chunk: Uint8Array, isHashed: boolean): void {
    this.bytes += chunk.length;
    if (!isHashed) return;
    this.hash ??= createHash("sha256");
    this.hash.update(chunk);
  }

  /** Of the decompressed bytes so far, in hex; undefined when they were not hashed. Ends the hashing. */
  get sha256(): string | undefined {
    this.digest ??= this.hash?.digest("hex");
    return this.digest;
  }

  /** Notes a record that could be settled neither way, and why. */
  leaveOpen(ordinal: number, failure: ForwarderError): void {
    this.open += 1;
    this.comeBackTo(ordinal, failure);
  }

  /** Notes a record that has to come again although it is settled. */
  comeBackTo(ordinal: number, failure: ForwarderError): void {
    this.firstOpen = Math.min(this.firstOpen, ordinal);
    this.fail(failure);
  }

  fail(failure: ForwarderError): void {
    this.failure ??= failure;
  }

  /**
   * Ordinal of the first record of this invocation. Usually what the message says; when the ledger knows that an earlier
   * invocation got further in this very content (it was killed before it could answer for the message), that. Fixed as soon
   * as it is asked for: then the reading begins.
   */
  get from(): number {
    this.start ??= Math.max(this.ref.nextRecord ?? 0, settledBefore(this.ref, this.prior));
    return this.start;
  }

  /** The object under the name of the content that was read. */
  get opened(): ObjectRef {
    const { ref, identity } = this;
    return { ...ref, etag: identity.etag ?? ref.etag, versionId: ref.versionId ?? identity.versionId };
  }

  /** Every record before this ordinal is settled; meaningful once the delivery has finished. */
  get settledUpTo(): number {
    return Math.min(this.firstOpen, this.from + this.read);
  }

  get filteredTotal(): number {
    return sum(this.filtered);
  }

  get rejectedTotal(): number {
    return sum(this.rejected);
  }

  get isBalanced(): boolean {
    return this.read === this.delivered + this.filteredTotal + this.rejectedTotal + this.open;
  }

  /** Whether nothing of the object is left to do. */
  get isDone(): boolean {
    return this.isReadToEnd && this.open === 0 && this.failure === undefined && this.isBalanced;
  }
}

/** How many records of the content that this reading is bound to get are settled, by the ledger's word. */
function settledBefore(ref: ObjectRef, prior: LedgerEntry | undefined): number {
  const { versionId, etag, nextRecord, again, only } = ref;
  const hasVersion = versionId !== undefined && versionId !== "null";
  // Without a version only continuations are held to their etag; others read what lies under the key now.
  const isPinned = hasVersion || (nextRecord !== undefined && etag !== undefined);
  if (!isPinned || again || only || prior?.state !== "partial") return 0;
  return prior.nextRecord ?? 0;
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
