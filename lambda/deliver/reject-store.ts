import { createHash } from "node:crypto";
import type { ObjectBooks } from "../books.ts";
import { COPY_REASONS, type CopyReason, type Reason, type RejectReason } from "../contract/reasons.ts";
import { ForwarderError } from "../errors.ts";
import type { ObjectRef } from "../types.ts";

/** A record that was refused for good, or the exact bytes of one that was delivered in another form. */
export interface RejectedEntry {
  readonly ordinal: number;
  /** The record's exact bytes; empty when it was too large to be kept (the sidecar still points at its object). */
  readonly bytes: Uint8Array;
  readonly reason: RejectReason | CopyReason;
  /** Why, in the words of whoever refused it. */
  readonly detail: string;
  readonly eventId?: string;
}

/** Writes one file; the same key twice is the same content. */
export type PutFile = (key: string, body: Uint8Array, contentType: string) => Promise<void>;

/** Pending bytes at which the pipeline should wait for a flush. */
const FLUSH_BYTES = 8 * 1024 * 1024;

/**
 * Keeps what can never be forwarded: raw bytes and a JSON sidecar beside them, under `rejects/<what>/<reason>/<date>/`.
 *
 * Records are collected per object and reason and written before the invocation answers; a record counts as rejected only
 * when its file is written.
 */
export class RejectStore {
  private readonly put: PutFile;
  private readonly now: () => number;
  private readonly pipeline: string;
  private pending = new Map<ObjectBooks, RejectedEntry[]>();
  private pendingBytes = 0;

  constructor(put: PutFile, now: () => number, pipeline: string) {
    this.put = put;
    this.now = now;
    this.pipeline = pipeline;
  }

  get isFull(): boolean {
    return this.pendingBytes >= FLUSH_BYTES;
  }

  addRecord(books: ObjectBooks, entry: RejectedEntry): void {
    const entries = this.pending.get(books);
    if (entries) entries.push(entry);
    else this.pending.set(books, [entry]);
    this.pendingBytes += entry.bytes.length + 256;
  }

  /** Writes the collected records. An object whose records could not be written fails, so that its message comes again. */
  async flush(): Promise<void> {
    const { pending } = this;
    this.pending = new Map();
    this.pendingBytes = 0;
    await Promise.all([...pending].map(([books, entries]) => this.flushObject(books, entries)));
  }

  private async flushObject(books: ObjectBooks, entries: readonly RejectedEntry[]): Promise<void> {
    const byReason = groupByReason(entries);
    try {
      for (const [reason, group] of byReason) await this.putRecords(books.ref, reason, group);
    } catch (error) {
      const failure = storeFailure(error);
      for (const { ordinal, reason } of entries) {
        // The copy of a record that was delivered shortened: the record itself is in the books already.
        if (isCopy(reason)) books.comeBackTo(ordinal, failure);
        else books.leaveOpen(ordinal, failure);
      }
      return;
    }
    for (const { reason } of entries) {
      if (isCopy(reason)) books.countCopied(reason);
      else books.countRejected(reason);
    }
  }

  private async putRecords(
    ref: ObjectRef,
    reason: RejectReason | CopyReason,
    entries: readonly RejectedEntry[],
  ): Promise<void> {
    const name = this.name(isCopy(reason) ? "copies" : "records", reason, [
      ref.bucket,
      ref.key,
      ref.versionId ?? ref.etag ?? "",
      String(entries[0]?.ordinal),
    ]);
    let offset = 0;
    const records = entries.map(({ ordinal, bytes, eventId, detail }) => {
      const row = { ordinal, offset, length: bytes.length, eventId, detail };
      offset += bytes.length + 1;
      return row;
    });
    const lines = entries.flatMap(({ bytes }) => [bytes, NEWLINE]);
    await this.put(`${name}.records`, Buffer.concat(lines), "application/octet-stream");
    const what = isCopy(reason) ? "copies" : "records";
    await this.putSidecar(name, { what, reason, source: ref, records });
  }

  /**
   * Keeps a pointer to an object that can never be read; its bytes stay where they are.
   * @throws {ForwarderError} retryable `reject_store_unavailable`
   */
  async putObject(ref: ObjectRef, { reason, message: detail }: ForwarderError): Promise<void> {
    const name = this.name("objects", reason, [ref.bucket, ref.key, ref.versionId ?? ref.etag ?? ""]);
    await this.guarded(() => this.putSidecar(name, { what: "object", reason, source: ref, detail }));
  }

  /**
   * Keeps a message's body that nobody can read, or a part of it.
   * @throws {ForwarderError} retryable `reject_store_unavailable`
   */
  async putMessage(messageId: string, body: string, reason: RejectReason, detail: string): Promise<void> {
    const name = this.name("messages", reason, [body]);
    await this.guarded(async () => {
      await this.put(`${name}.body`, Buffer.from(body), "application/octet-stream");
      await this.putSidecar(name, { what: "message", reason, messageId, detail });
    });
  }

  private async guarded(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw storeFailure(error);
    }
  }

  private putSidecar(name: string, facts: object): Promise<void> {
    const sidecar = { ...facts, pipeline: this.pipeline, rejectedAt: new Date(this.now()).toISOString() };
    return this.put(
      `${name}.json`,
      Buffer.from(`${JSON.stringify(sidecar, undefined, 2)}\n`),
      "application/json",
    );
  }

  /** The same reject on the same day gets the same name: a redelivered message overwrites instead of piling up. */
  private name(what: string, reason: Reason, identity: readonly string[]): string {
    const date = new Date(this.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const hash = createHash("sha256")
      .update(JSON.stringify([this.pipeline, ...identity]))
      .digest("hex")
      .slice(0, 32);
    return `rejects/${what}/${reason}/${date}/${hash}`;
  }
}

const NEWLINE = Buffer.from("\n");

function isCopy(reason: RejectedEntry["reason"]): reason is CopyReason {
  return (COPY_REASONS as readonly string[]).includes(reason);
}

/** `Map.groupBy` only exists from Node 21 on. */
function groupByReason(entries: readonly RejectedEntry[]): Map<RejectedEntry["reason"], RejectedEntry[]> {
  const groups = new Map<RejectedEntry["reason"], RejectedEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.reason);
    if (group) group.push(entry);
    else groups.set(entry.reason, [entry]);
  }
  return groups;
}

function storeFailure(error: unknown): ForwarderError {
  const { name, message } = error as Error;
  return ForwarderError.retryable(
    "reject_store_unavailable",
    `the reject store could not be written: ${name}: ${message}`,
    {
      cause: error,
    },
  );
}
