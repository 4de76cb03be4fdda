import { JsonWriter } from "../json-writer.ts";
import type { Draft } from "./draft.ts";
import type { Edition } from "./editions.ts";
import { K, P } from "./keys.ts";
import { EPOCH, type Instant, instantAt, instantOf, logFileInstant } from "./timestamps.ts";

/** When an event happened. */
export interface EventTime {
  readonly instant: Instant;
  /** Set when the record itself does not tell the time: how `instant` was found instead. */
  readonly label?: string;
}

const FROM_FILE_NAME = "event time missing: minute of the log file name used";
const FROM_ARRIVAL = "event time missing: arrival of the log file used";
const UNKNOWN_TIME = "event time missing: epoch used";

/** AWS's word for a record from before `eventCategory` existed. */
const NO_CATEGORY = "Management, Data, and Insights";

/**
 * The event's time. A record without a readable one takes the minute in its log file's name, else when the log file
 * arrived, else the epoch: `time` is required, and `metadata.labels` says that it is not the record's own.
 */
export function eventTime(text: string | undefined, { source }: Draft): EventTime {
  const instant = text === undefined ? null : instantOf(text);
  if (instant) return { instant };
  const fileInstant = logFileInstant(source.key);
  if (fileInstant) return { instant: fileInstant, label: FROM_FILE_NAME };
  const arrival = source.receivedMs === undefined ? null : instantAt(source.receivedMs);
  return arrival ? { instant: arrival, label: FROM_ARRIVAL } : { instant: EPOCH, label: UNKNOWN_TIME };
}

/** Writes `time` and `time_dt`. */
export function writeTime({ instant }: EventTime, { json }: Draft): void {
  json.add(instant.members);
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

/** What the `metadata` of one kind of records have in common. */
export function metadataMembers(
  version: string | undefined,
  category: string | undefined,
  type: string | undefined,
  edition: Edition,
): string {
  const json = new JsonWriter(false);
  json.raw(edition.metadata);
  json.open('"product":{');
  json.raw('"name":"CloudTrail","vendor_name":"AWS"');
  json.put(K.version, version);
  json.putAt(P.feature, category ?? NO_CATEGORY);
  json.close();
  json.put(K.eventCode, type);
  return json.members();
}

/** Writes `metadata`. */
export function writeMetadata(facts: MetadataFacts, { json, edition }: Draft): void {
  json.open('"metadata":{');
  json.raw(metadataMembers(facts.eventVersion, facts.eventCategory, facts.eventType, edition));
  json.put(K.uid, facts.eventId);
  json.put(K.correlationUid, facts.sharedEventId);
  json.put(K.originalTime, facts.originalTime);
  if (facts.time.label !== undefined) json.raw(`"labels":["${facts.time.label}"]`);
  json.close();
}

/** Writes `cloud`. */
export function writeCloud(region: string | undefined, account: string | undefined, draft: Draft): void {
  draft.json.raw(cloudMembers(region, account, draft.enrichment?.recipient?.name));
}

/** `cloud`. @param name of the account */
export function cloudMembers(region: string | undefined, account: string | undefined, name?: string): string {
  const json = new JsonWriter(false);
  json.open('"cloud":{');
  json.raw('"provider":"AWS"');
  json.put(K.region, region);
  json.open('"account":{');
  if (account !== undefined && name !== undefined) json.putEscaped(K.name, name);
  json.put(K.uid, account);
  json.close();
  json.close();
  return json.members();
}
