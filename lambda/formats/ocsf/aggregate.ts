import type { RecordSource } from "../../types.ts";
import type { Edition } from "./editions.ts";
import { baseEvent, classMembers, OTHER } from "./event-class.ts";
import { put, putObject } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
import { parseIso, rfc3339 } from "./timestamps.ts";
import { Unmapped } from "./unmapped.ts";
import { isAbsent, isObject, type JsonObject } from "./values.ts";

const RECORD_FIELDS = new Set([
  "eventVersion",
  "eventId",
  "eventID",
  "eventType",
  "eventCategory",
  "eventTime",
  "eventSource",
  "awsRegion",
  "accountId",
  "recipientAccountId",
  "sharedEventID",
  "timeWindow",
]);
const WINDOW_FIELDS = new Set(["windowStart", "windowEnd"]);

/** An aggregated record as a Base Event: it counts calls and names no single one. Its time is the window's start. */
export function aggregateEvent(record: JsonObject, source: RecordSource, edition: Edition): string {
  const unmapped = new Unmapped();
  const window = isObject(record.timeWindow) ? record.timeWindow : {};
  if (window !== record.timeWindow) unmapped.keep('"timeWindow":', record.timeWindow);
  const recordTime = unmapped.take('"eventTime":', record.eventTime);
  const start = unmapped.take('"timeWindow.windowStart":', window.windowStart);
  const time = eventTime(start ?? recordTime, source);
  if (start !== undefined) unmapped.keep('"eventTime":', recordTime);
  const metadata = metadataMembers(
    {
      eventId: unmapped.elseTake(unmapped.take('"eventId":', record.eventId), '"eventID":', record.eventID),
      eventVersion: unmapped.take('"eventVersion":', record.eventVersion),
      eventType: unmapped.take('"eventType":', record.eventType),
      eventCategory: unmapped.take('"eventCategory":', record.eventCategory),
      sharedEventId: unmapped.take('"sharedEventID":', record.sharedEventID),
      originalTime: start ?? recordTime,
      time,
    },
    edition,
  );
  const account = unmapped.elseTake(
    unmapped.take('"accountId":', record.accountId),
    '"recipientAccountId":',
    record.recipientAccountId,
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const service = unmapped.take('"eventSource":', record.eventSource);

  let event = `${classMembers(baseEvent, OTHER, "Aggregate")},${timeMembers(time)}`;
  if (start !== undefined && time.label === undefined) {
    event += `,"start_time":${time.ms},"start_time_dt":"${time.text}"`;
  }
  event += endMembers(window.windowEnd, unmapped);
  event = putObject(event, '"metadata":', metadata);
  event = putObject(event, '"cloud":', cloudMembers(region, account));
  const api = putObject('"operation":"Aggregate"', '"service":', put("", '"name":', service));
  event = putObject(event, '"api":', api);
  unmapped.keepRest("timeWindow.", window, WINDOW_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return `{${putObject(event, '"unmapped":', unmapped.members())}}`;
}

function endMembers(windowEnd: unknown, unmapped: Unmapped): string {
  if (isAbsent(windowEnd)) return "";
  const ms = typeof windowEnd === "string" ? parseIso(windowEnd) : undefined;
  const text = ms === undefined ? undefined : rfc3339(ms);
  if (text !== windowEnd) unmapped.keep('"timeWindow.windowEnd":', windowEnd);
  return text === undefined ? "" : `,"end_time":${ms},"end_time_dt":"${text}"`;
}
