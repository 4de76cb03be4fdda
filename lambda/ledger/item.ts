import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { LEDGER_TABLE } from "../contract/ledger-table.ts";
import type { ObjectRef } from "../types.ts";
import { contentId, type LedgerEntry, type LedgerState, NO_COUNTS } from "./ledger.ts";

type Item = Record<string, AttributeValue>;

/**
 * The key of an object's item. The partition is the object's URL, so that one query finds all versions of it in all
 * pipelines; the sort key is the pipeline and the version id, else the etag.
 */
export function keyOf(ref: ObjectRef, pipeline: string): Item {
  return {
    [LEDGER_TABLE.partitionKey]: { S: objectUrl(ref.bucket, ref.key) },
    [LEDGER_TABLE.sortKey]: { S: `${versionPrefix(pipeline)}${contentId(ref) ?? ""}` },
  };
}

/** Sort keys of a pipeline begin with this. */
export function versionPrefix(pipeline: string): string {
  return `${pipeline}#`;
}

export function objectUrl(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

/** The item of an entry; `expiresAt` is in seconds since the epoch, as time to live wants it. */
export function itemOf(
  entry: LedgerEntry,
  { pipeline, nowMs, retentionDays }: { pipeline: string; nowMs: number; retentionDays: number },
): Item {
  const { ref, state, reason, counts, bytes, sha256, nextRecord } = entry;
  const text = (value: string | undefined) => (value === undefined ? undefined : { S: value });
  const count = (value: number | undefined) => (value === undefined ? undefined : { N: String(value) });
  const attributes: Record<string, AttributeValue | undefined> = {
    ...keyOf(ref, pipeline),
    pipeline: text(pipeline),
    bucket: text(ref.bucket),
    key: text(ref.key),
    versionId: text(ref.versionId),
    etag: text(ref.etag),
    state: text(state),
    reason: text(reason),
    recordsRead: count(counts.read),
    recordsDelivered: count(counts.delivered),
    recordsFiltered: count(counts.filtered),
    recordsRejected: count(counts.rejected),
    bytes: count(bytes),
    sha256: text(sha256),
    nextRecord: count(nextRecord),
    createdAt: ref.createdMs === undefined ? undefined : text(new Date(ref.createdMs).toISOString()),
    updatedAt: text(new Date(nowMs).toISOString()),
    [LEDGER_TABLE.timeToLive]: count(Math.ceil(nowMs / 1000) + retentionDays * 86_400),
  };
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
  );
}

/** The entry of an item; undefined when it is none of ours. */
export function readItem(item: Readonly<Item>): LedgerEntry | undefined {
  const text = (name: string) => item[name]?.S;
  const count = (name: string) => (item[name]?.N === undefined ? undefined : Number(item[name].N));
  const [bucket, key, state] = [text("bucket"), text("key"), text("state")];
  if (bucket === undefined || key === undefined || !isState(state)) return undefined;
  const createdAt = text("createdAt");
  return {
    ref: {
      bucket,
      key,
      versionId: text("versionId"),
      etag: text("etag"),
      createdMs: createdAt === undefined ? undefined : Date.parse(createdAt),
    },
    state,
    reason: text("reason"),
    counts: {
      read: count("recordsRead") ?? NO_COUNTS.read,
      delivered: count("recordsDelivered") ?? NO_COUNTS.delivered,
      filtered: count("recordsFiltered") ?? NO_COUNTS.filtered,
      rejected: count("recordsRejected") ?? NO_COUNTS.rejected,
    },
    bytes: count("bytes") ?? 0,
    sha256: text("sha256"),
    nextRecord: count("nextRecord"),
  };
}

const STATES: readonly string[] = ["done", "partial", "skipped", "rejected"] satisfies LedgerState[];

function isState(text: string | undefined): text is LedgerState {
  return text !== undefined && STATES.includes(text);
}
