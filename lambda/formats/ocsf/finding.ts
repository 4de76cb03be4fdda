import type { Draft } from "./draft.ts";
import { detectionFinding, OTHER, writeClass } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { K } from "./keys.ts";
import { eventTime, writeCloud, writeMetadata, writeTime } from "./metadata.ts";
import { isAbsent, isObject, type JsonObject, MAX_TEXT_LENGTH } from "./values.ts";

const RECORD_FIELDS = new Set([
  "eventTime",
  "eventVersion",
  "eventID",
  "eventType",
  "eventCategory",
  "sharedEventID",
  "awsRegion",
  "recipientAccountId",
  "insightDetails",
]);
const INSIGHT_FIELDS = new Set(["eventSource", "eventName", "insightType", "errorCode"]);

/**
 * A CloudTrail Insights record as a Detection Finding. Insights name neither an actor nor an endpoint, so API Activity
 * cannot hold them. Start and End of one insight share the finding's uid.
 */
export function findingEvent(record: JsonObject, draft: Draft): string {
  const { unmapped } = draft;
  const insight = isObject(record.insightDetails) ? record.insightDetails : {};
  if (insight !== record.insightDetails) unmapped.keep("insightDetails", record.insightDetails);
  const originalTime = unmapped.take("eventTime", record.eventTime);
  const time = eventTime(originalTime, draft);
  const eventId = unmapped.take("eventID", record.eventID);
  const sharedEventId = unmapped.take("sharedEventID", record.sharedEventID);
  const region = unmapped.take("awsRegion", record.awsRegion);
  const account = unmapped.take("recipientAccountId", record.recipientAccountId);
  const type = unmapped.take("insightDetails.insightType", insight.insightType);
  const name = unmapped.take("insightDetails.eventName", insight.eventName);

  writeState(insight.state, draft);
  writeTime(time, draft);
  writeMetadata(
    {
      eventId,
      eventVersion: unmapped.take("eventVersion", record.eventVersion),
      eventType: unmapped.take("eventType", record.eventType),
      eventCategory: unmapped.take("eventCategory", record.eventCategory),
      sharedEventId,
      originalTime,
      time,
    },
    draft,
  );
  writeCloud(region, account, draft);
  writeInsightApi(name, insight, draft);
  writeFindingInfo(sharedEventId ?? eventId ?? "Unknown", type, name, draft);
  unmapped.keepRest("insightDetails.", insight, INSIGHT_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return finishEvent(draft);
}

/** Class, activity and status by the insight's state; the finding has a status enum of its own. */
function writeState(state: unknown, { json }: Draft): void {
  if (state === "Start") {
    writeClass(detectionFinding, 1, state, json);
    json.raw('"status_id":1,"status":"New"');
  } else if (state === "End") {
    writeClass(detectionFinding, 3, state, json);
    json.raw('"status_id":4,"status":"Resolved"');
  } else {
    const word = isAbsent(state) || typeof state === "object" ? undefined : String(state);
    if (word === undefined) writeClass(detectionFinding, 0, "Unknown", json);
    else writeClass(detectionFinding, OTHER, word.slice(0, MAX_TEXT_LENGTH), json);
  }
}

function writeInsightApi(name: string | undefined, insight: JsonObject, { json, unmapped }: Draft): void {
  json.open('"api":{');
  json.put(K.operation, name ?? "Unknown");
  json.open('"service":{');
  json.put(K.name, unmapped.take("insightDetails.eventSource", insight.eventSource));
  json.close();
  json.open('"response":{');
  json.put(K.error, unmapped.take("insightDetails.errorCode", insight.errorCode));
  json.close();
  json.close();
}

function writeFindingInfo(
  uid: string,
  type: string | undefined,
  name: string | undefined,
  { json }: Draft,
): void {
  const kind = type ?? "CloudTrail Insight";
  const title = name === undefined ? kind : `${kind}: ${name}`;
  json.open('"finding_info":{');
  json.put(K.uid, uid);
  json.put(K.title, title.slice(0, MAX_TEXT_LENGTH));
  if (type !== undefined) {
    json.raw(`"types":[${json.quote(type)}]`);
    json.open('"analytic":{');
    json.put(K.name, type);
    json.raw('"type_id":3,"type":"Statistical"');
    json.close();
  }
  json.close();
}
