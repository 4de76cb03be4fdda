import { jsonMembers, replaceMembers } from "../encode/json-members.ts";
import type { RawRecord } from "../types.ts";

/** The fields that make records long, in the order in which they are given up: what was asked, answered, added. */
const SHORTENABLE = ["requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"];

/**
 * Ever shorter forms of a record: one more of its long fields is replaced by a marker each time. The rest of its text
 * stays as CloudTrail wrote it. Ends when there is nothing more to give up.
 */
export function* shortenings(record: RawRecord): Generator<RawRecord> {
  const present = SHORTENABLE.filter((field) => (record.value[field] ?? undefined) !== undefined);
  for (const count of present.keys()) yield shortened(record, present.slice(0, count + 1));
}

/** The record with a marker in place of these fields: `{"omitted":true,"originalSize":<bytes>,"omittedBy":…}`. */
export function shortened(record: RawRecord, fields: readonly string[]): RawRecord {
  const markers = new Map<string, unknown>();
  const text = replaceMembers(textOf(record), ({ key }, value) => {
    if (!fields.includes(key)) return undefined;
    const marker = {
      omitted: true,
      originalSize: Buffer.byteLength(value),
      omittedBy: "cloudtrail-forwarder",
    };
    markers.set(key, marker);
    return JSON.stringify(marker);
  });
  return {
    ordinal: record.ordinal,
    bytes: Buffer.from(text),
    value: { ...record.value, ...Object.fromEntries(markers) },
  };
}

const NONE: readonly string[] = [];

/** The top-level fields whose text is longer than `maxBytes`; none without a limit. */
export function longFields(record: RawRecord, maxBytes: number | undefined): readonly string[] {
  if (maxBytes === undefined || record.bytes.length <= maxBytes) return NONE;
  const text = textOf(record);
  return jsonMembers(text)
    .filter(({ valueStart, end }) => Buffer.byteLength(text.slice(valueStart, end)) > maxBytes)
    .map(({ key }) => key);
}

function textOf({ bytes }: RawRecord): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
