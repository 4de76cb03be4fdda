import type { Draft } from "./draft.ts";
import { join, putJson } from "./json-text.ts";
import { EPOCH, type Instant, instantOf, logFileInstant } from "./timestamps.ts";

/** When an event happened. */
export interface EventTime {
  readonly instant: Instant;
  /** Set when the record itself does not tell the time: how `instant` was found instead. */
  readonly label?: string;
}

const FROM_FILE_NAME = "event time missing: minute of the log file name used";
const UNKNOWN_TIME = "event time missing: epoch used";

/** AWS's word for a record from before `eventCategory` existed. */
const NO_CATEGORY = "Management, Data, and Insights";

/**
 * The event's time. A record without a readable one takes the minute in its log file's name, else the epoch: `time` is
 * required, and either way `metadata.labels` says that it is not the record's own.
 */
export function eventTime(text: string | undefined, { source }: Draft): EventTime {
  const instant = text === undefined ? null : instantOf(text);
  if (instant) return { instant };
  const fileInstant = logFileInstant(source.key);
  return fileInstant
    ? { instant: fileInstant, label: FROM_FILE_NAME }
    : { instant: EPOCH, label: UNKNOWN_TIME };
}

/** The members `time` and `time_dt`. */
export function timeMembers({ instant }: EventTime): string {
  return `"time":${instant.ms},"time_dt":"${instant.text}"`;
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
export function metadataMembers(facts: MetadataFacts, { json, edition }: Draft): string {
  const product = json.put('"name":"CloudTrail","vendor_name":"AWS"', '"version":', facts.eventVersion);
  const feature = json.quote(facts.eventCategory ?? NO_CATEGORY);
  let members = `"version":"${edition.version}","profiles":["cloud","datetime"],"product":{${product},"feature":{"name":${feature}}},"log_provider":"CloudTrail"`;
  members = json.put(members, '"uid":', facts.eventId);
  members = json.put(members, '"event_code":', facts.eventType);
  members = json.put(members, '"correlation_uid":', facts.sharedEventId);
  members = json.put(members, '"original_time":', facts.originalTime);
  return facts.time.label === undefined ? members : putJson(members, '"labels":', `["${facts.time.label}"]`);
}

/** The members of `cloud`. */
export function cloudMembers(
  region: string | undefined,
  account: string | undefined,
  { json, enrichment }: Draft,
): string {
  const members = json.put('"provider":"AWS"', '"region":', region);
  if (account === undefined) return members;
  const name = enrichment?.recipient?.name;
  const uid = `"uid":${json.quote(account)}`;
  return join(
    members,
    `"account":{${name === undefined ? uid : join(`"name":${JSON.stringify(name)}`, uid)}}`,
  );
}
