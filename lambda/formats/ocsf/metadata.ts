import type { RecordSource } from "../../types.ts";
import type { Edition } from "./editions.ts";
import { join, put, putJson, quote } from "./json-text.ts";
import { isPlainUtc, logFileTime, parseIso, rfc3339 } from "./timestamps.ts";

/** When an event happened. */
export interface EventTime {
  readonly ms: number;
  /** Set when the record itself does not tell the time: how `ms` was found instead. */
  readonly label?: string;
  /** RFC 3339 in UTC. */
  readonly text: string;
}

const FROM_FILE_NAME = "event time missing: minute of the log file name used";
const UNKNOWN_TIME = "event time missing: epoch used";

/** AWS's word for a record from before `eventCategory` existed. */
const NO_CATEGORY = "Management, Data, and Insights";

/**
 * The event's time. A record without a readable one takes the minute in its log file's name, else the epoch: `time` is
 * required, and either way `metadata.labels` says that it is not the record's own.
 */
export function eventTime(text: string | undefined, source: RecordSource): EventTime {
  const ms = text === undefined ? undefined : parseIso(text);
  if (ms !== undefined && text !== undefined) return { ms, text: isPlainUtc(text) ? text : rfc3339(ms) };
  const fileMs = logFileTime(source.key);
  if (fileMs !== undefined) return { ms: fileMs, text: rfc3339(fileMs), label: FROM_FILE_NAME };
  return { ms: 0, text: rfc3339(0), label: UNKNOWN_TIME };
}

/** The members `time` and `time_dt`. */
export function timeMembers(time: EventTime): string {
  return `"time":${time.ms},"time_dt":"${time.text}"`;
}

/** What `metadata` tells of a record. */
export interface MetadataFacts {
  readonly eventId?: string;
  readonly eventVersion?: string;
  readonly eventType?: string;
  readonly eventCategory?: string;
  readonly sharedEventId?: string;
  /** The event's time as the record writes it. */
  readonly originalTime?: string;
  readonly time: EventTime;
}

/** The members of `metadata`. */
export function metadataMembers(facts: MetadataFacts, edition: Edition): string {
  const product = put('"name":"CloudTrail","vendor_name":"AWS"', '"version":', facts.eventVersion);
  const feature = quote(facts.eventCategory ?? NO_CATEGORY);
  let members = `"version":"${edition.version}","profiles":["cloud","datetime"],"product":{${product},"feature":{"name":${feature}}},"log_provider":"CloudTrail"`;
  members = put(members, '"uid":', facts.eventId);
  members = put(members, '"event_code":', facts.eventType);
  members = put(members, '"correlation_uid":', facts.sharedEventId);
  members = put(members, '"original_time":', facts.originalTime);
  return facts.time.label === undefined
    ? members
    : putJson(members, '"labels":', `[${quote(facts.time.label)}]`);
}

/** The members of `cloud`. */
export function cloudMembers(region: string | undefined, account: string | undefined): string {
  const members = put('"provider":"AWS"', '"region":', region);
  return account === undefined ? members : join(members, `"account":{"uid":${quote(account)}}`);
}
