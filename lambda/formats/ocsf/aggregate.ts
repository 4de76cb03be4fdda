import type { Draft } from "./draft.ts";
import { baseEvent, classMembers, OTHER } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { putObject } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
import { instantOf } from "./timestamps.ts";
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
export function aggregateEvent(record: JsonObject, draft: Draft): string {
  const { json, unmapped } = draft;
  const window = isObject(record.timeWindow) ? record.timeWindow : {};
  if (window !== record.timeWindow) unmapped.keep('"timeWindow":', record.timeWindow);
  const recordTime = unmapped.take('"eventTime":', record.eventTime);
  const start = unmapped.take('"timeWindow.windowStart":', window.windowStart);
  const time = eventTime(start ?? recordTime, draft);
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
    draft,
  );
  const account = unmapped.elseTake(
    unmapped.take('"accountId":', record.accountId),
    '"recipientAccountId":',
    record.recipientAccountId,
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const service = unmapped.take('"eventSource":', record.eventSource);

  let event = `${classMembers(baseEvent, OTHER, "Aggregate", json)},${timeMembers(time)}`;
  if (start !== undefined && time.label === undefined) {
    event += `,"start_time":${time.instant.ms},"start_time_dt":"${time.instant.text}"`;
  }
  event += endMembers(window.windowEnd, draft);
  event = putObject(event, '"metadata":', metadata);
  event = putObject(event, '"cloud":', cloudMembers(region, account, draft));
  const api = putObject('"operation":"Aggregate"', '"service":', json.put("", '"name":', service));
  event = putObject(event, '"api":', api);
  unmapped.keepRest("timeWindow.", window, WINDOW_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return finishEvent(event, draft);
}

function endMembers(windowEnd: unknown, { unmapped }: Draft): string {
  if (isAbsent(windowEnd)) return "";
  const instant = typeof windowEnd === "string" ? instantOf(windowEnd) : null;
  if (instant?.text !== windowEnd) unmapped.keep('"timeWindow.windowEnd":', windowEnd);
  return instant ? `,"end_time":${instant.ms},"end_time_dt":"${instant.text}"` : "";
}
