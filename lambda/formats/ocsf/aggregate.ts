import type { Draft } from "./draft.ts";
import { baseEvent, OTHER, writeClass } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { K } from "./keys.ts";
import { eventTime, writeCloud, writeMetadata, writeTime } from "./metadata.ts";
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
  if (window !== record.timeWindow) unmapped.keep("timeWindow", record.timeWindow);
  const recordTime = unmapped.take("eventTime", record.eventTime);
  const start = unmapped.take("timeWindow.windowStart", window.windowStart);
  if (start !== undefined) unmapped.keep("eventTime", recordTime);
  const time = eventTime(start ?? recordTime, draft);
  const eventId = unmapped.take("eventId", record.eventId);
  const account = unmapped.take("accountId", record.accountId);

  writeClass(baseEvent, OTHER, "Aggregate", json);
  writeTime(time, draft);
  const { instant } = time;
  if (start !== undefined && time.label === undefined)
    json.raw(`"start_time":${instant.ms},"start_time_dt":"${instant.text}"`);
  writeEnd(window.windowEnd, draft);
  writeMetadata(
    {
      eventId: unmapped.elseTake(eventId, "eventID", record.eventID),
      eventVersion: unmapped.take("eventVersion", record.eventVersion),
      eventType: unmapped.take("eventType", record.eventType),
      eventCategory: unmapped.take("eventCategory", record.eventCategory),
      sharedEventId: unmapped.take("sharedEventID", record.sharedEventID),
      originalTime: start ?? recordTime,
      time,
    },
    draft,
  );
  const region = unmapped.take("awsRegion", record.awsRegion);
  writeCloud(region, unmapped.elseTake(account, "recipientAccountId", record.recipientAccountId), draft);
  json.open('"api":{');
  json.raw('"operation":"Aggregate"');
  json.open('"service":{');
  json.put(K.name, unmapped.take("eventSource", record.eventSource));
  json.close();
  json.close();
  unmapped.keepRest("timeWindow.", window, WINDOW_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return finishEvent(draft);
}

function writeEnd(windowEnd: unknown, { json, unmapped }: Draft): void {
  if (isAbsent(windowEnd)) return;
  const instant = typeof windowEnd === "string" ? instantOf(windowEnd) : null;
  if (instant?.text !== windowEnd) unmapped.keep("timeWindow.windowEnd", windowEnd);
  if (instant) json.raw(`"end_time":${instant.ms},"end_time_dt":"${instant.text}"`);
}
