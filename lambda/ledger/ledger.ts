import type { ObjectRef } from "../types.ts";

/**
 * What is known about an object in one pipeline.
 * - `done`: every record is delivered, filtered or in the reject store.
 * - `partial`: so are the records before `nextRecord`; the rest is queued.
 * - `skipped`: there is nothing in it to forward.
 * - `rejected`: it can never be read; the reject store points at it.
 */
export type LedgerState = "done" | "partial" | "skipped" | "rejected";

/** One item of the ledger. */
export interface LedgerEntry {
  readonly ref: ObjectRef;
  readonly state: LedgerState;
  /** Why it was skipped or rejected. */
  readonly reason?: string;
  readonly counts: LedgerCounts;
  /** Bytes after decompression. */
  readonly bytes: number;
  /** Of the decompressed bytes, in hex, as CloudTrail's digest files have it; only once the object was read to its end. */
  readonly sha256?: string;
  /** Set while the object is `partial`. */
  readonly nextRecord?: number;
}

/** What became of the records so far; repeated ones of a continued object may be in `delivered` twice. */
export interface LedgerCounts {
  readonly read: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly rejected: number;
}

export const NO_COUNTS: LedgerCounts = { read: 0, delivered: 0, filtered: 0, rejected: 0 };

/** The memory of a pipeline. It only ever saves work: nothing is forwarded or held back because it cannot be reached. */
export interface Ledger {
  /** What is known about this version of an object; undefined when nothing is. */
  find(ref: ObjectRef): Promise<LedgerEntry | undefined>;
  /** Writes an entry; one that is `done` already is left as it is. */
  record(entry: LedgerEntry): Promise<void>;
}

/**
 * What tells this content of a key from every other, as the ledger has it: the version id, else the etag; undefined when
 * neither is known before S3 has been asked.
 */
export function contentId({ versionId, etag }: Pick<ObjectRef, "versionId" | "etag">): string | undefined {
  // Without versioning every content of a key is version "null".
  return versionId === undefined || versionId === "null" ? etag : versionId;
}

/**
 * A ledger that cannot get in the way: its first failure is told, and from then on it knows nothing and keeps nothing.
 * Made for one invocation.
 */
export function tolerant(ledger: Ledger, onFailure: (error: unknown) => void): Ledger {
  let isDown = false;
  const attempt = async <Result>(call: () => Promise<Result>): Promise<Result | undefined> => {
    if (isDown) return undefined;
    try {
      return await call();
    } catch (error) {
      if (!isDown) onFailure(error);
      isDown = true;
      return undefined;
    }
  };
  return {
    find: (ref) => attempt(() => ledger.find(ref)),
    record: async (entry) => {
      await attempt(() => ledger.record(entry));
    },
  };
}
