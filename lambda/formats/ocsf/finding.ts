import type { Draft } from "./draft.ts";
import { classMembers, detectionFinding, OTHER } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { join, putObject } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
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
  const originalTime = unmapped.take('"eventTime":', record.eventTime);
  const time = eventTime(originalTime, draft);
  const eventId = unmapped.take('"eventID":', record.eventID);
  const sharedEventId = unmapped.take('"sharedEventID":', record.sharedEventID);
  const metadata = metadataMembers(
    {
      eventId,
      eventVersion: unmapped.take('"eventVersion":', record.eventVersion),
      eventType: unmapped.take('"eventType":', record.eventType),
      eventCategory: unmapped.take('"eventCategory":', record.eventCategory),
      sharedEventId,
      originalTime,
      time,
    },
    draft,
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const account = unmapped.take('"recipientAccountId":', record.recipientAccountId);
  const insight = isObject(record.insightDetails) ? record.insightDetails : {};
  if (insight !== record.insightDetails) unmapped.keep('"insightDetails":', record.insightDetails);
  const type = unmapped.take('"insightDetails.insightType":', insight.insightType);
  const name = unmapped.take('"insightDetails.eventName":', insight.eventName);

  let event = `${stateMembers(insight.state, draft)},${timeMembers(time)}`;
  event = putObject(event, '"metadata":', metadata);
  event = putObject(event, '"cloud":', cloudMembers(region, account, draft));
  event = putObject(event, '"api":', insightApi(name, insight, draft));
  event = putObject(
    event,
    '"finding_info":',
    findingInfo(sharedEventId ?? eventId ?? "Unknown", type, name, draft),
  );
  unmapped.keepRest("insightDetails.", insight, INSIGHT_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return finishEvent(event, draft);
}

/** Class, activity and status by the insight's state; the finding has a status enum of its own. */
function stateMembers(state: unknown, { json }: Draft): string {
  if (state === "Start") {
    return `${classMembers(detectionFinding, 1, "Start", json)},"status_id":1,"status":"New"`;
  }
  if (state === "End") {
    return `${classMembers(detectionFinding, 3, "End", json)},"status_id":4,"status":"Resolved"`;
  }
  const word = isAbsent(state) || typeof state === "object" ? undefined : String(state);
  return word === undefined
    ? classMembers(detectionFinding, 0, "Unknown", json)
    : classMembers(detectionFinding, OTHER, word.slice(0, MAX_TEXT_LENGTH), json);
}

function insightApi(name: string | undefined, insight: JsonObject, { json, unmapped }: Draft): string {
  const service = unmapped.take('"insightDetails.eventSource":', insight.eventSource);
  const error = unmapped.take('"insightDetails.errorCode":', insight.errorCode);
  let members = json.put("", '"operation":', name ?? "Unknown");
  members = putObject(members, '"service":', json.put("", '"name":', service));
  return putObject(members, '"response":', json.put("", '"error":', error));
}

function findingInfo(
  uid: string,
  type: string | undefined,
  name: string | undefined,
  { json }: Draft,
): string {
  const kind = type ?? "CloudTrail Insight";
  const title = name === undefined ? kind : `${kind}: ${name}`;
  const members = `"uid":${json.quote(uid)},"title":${json.quote(title.slice(0, MAX_TEXT_LENGTH))}`;
  if (type === undefined) return members;
  const text = json.quote(type);
  const analytic = `"analytic":{"name":${text},"type_id":3,"type":"Statistical"}`;
  return join(members, `"types":[${text}],${analytic}`);
}
