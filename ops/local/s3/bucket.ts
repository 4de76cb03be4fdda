import { randomBytes } from "node:crypto";
import type { StoredChecksum } from "./checksum.ts";
import type { NotificationRule } from "./notification-rule.ts";
import type { ObjectBody } from "./object-body.ts";

/** One version of an object, or a delete marker (which has no body). */
export interface ObjectVersion {
  readonly key: string;
  /** `null` while the bucket is not versioned. */
  readonly versionId: string;
  readonly body?: ObjectBody;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedMs: number;
  /** Headers a reader gets back: content type and encoding, metadata, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
  readonly storageClass: string;
}

/** Hears of a new object, and says whether it told anybody. */
export type Announcer = (version: ObjectVersion) => boolean;

export type Versioning = "Enabled" | "Suspended" | undefined;

export const UNVERSIONED = "null";

/** One bucket: its settings, and every version of every object, newest first. */
export class Bucket {
  readonly name: string;
  readonly createdMs: number;
  versioning: Versioning = undefined;
  notifications: readonly NotificationRule[] = [];
  /** Those who hear of new objects in other ways than by the bucket's own notifications. */
  announcers: readonly Announcer[] = [];
  /** Keys of new objects that somebody was told of. */
  readonly announced = new Set<string>();
  readonly #objects = new Map<string, ObjectVersion[]>();
  #sortedKeys: string[] | undefined;

  constructor(name: string, createdMs: number) {
    this.name = name;
    this.createdMs = createdMs;
  }

  /** Keys that have any version, in the byte order S3 lists them. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#objects.keys()].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    return this.#sortedKeys;
  }

  versionsOf(key: string): readonly ObjectVersion[] {
    return this.#objects.get(key) ?? [];
  }

  newVersionId(): string {
    return this.versioning === "Enabled" ? randomBytes(24).toString("base64url") : UNVERSIONED;
  }

  /** Adds a version; an unversioned bucket forgets the one it replaces. */
  async add(version: ObjectVersion): Promise<void> {
    const older = this.#objects.get(version.key) ?? [];
    const replaced = version.versionId === UNVERSIONED ? older.filter(isUnversioned) : [];
    const kept = older.filter((candidate) => !replaced.includes(candidate));
    this.#objects.set(version.key, [version, ...kept]);
    if (older.length === 0) this.#sortedKeys = undefined;
    await Promise.all(replaced.map((candidate) => candidate.body?.discard()));
  }

  /** Removes one version for good. */
  async remove(version: ObjectVersion): Promise<void> {
    const left = this.versionsOf(version.key).filter((candidate) => candidate !== version);
    if (left.length > 0) this.#objects.set(version.key, left);
    else {
      this.#objects.delete(version.key);
      this.#sortedKeys = undefined;
    }
    await version.body?.discard();
  }

  /** Tells nobody of new objects any more. */
  silence(): void {
    this.notifications = [];
    this.announcers = [];
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0;
  }
}

function isUnversioned(version: ObjectVersion): boolean {
  return version.versionId === UNVERSIONED;
}
