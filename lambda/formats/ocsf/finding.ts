import type { RecordSource } from "../../types.ts";
import type { Edition } from "./editions.ts";
import { classMembers, detectionFinding, OTHER } from "./event-class.ts";
import { join, put, putObject, quote } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
import { Unmapped } from "./unmapped.ts";
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
export function findingEvent(record: JsonObject, source: RecordSource, edition: Edition): string {
  const unmapped = new Unmapped();
  const originalTime = unmapped.take('"eventTime":', record.eventTime);
  const time = eventTime(originalTime, source);
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
    edition,
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const account = unmapped.take('"recipientAccountId":', record.recipientAccountId);
  const insight = isObject(record.insightDetails) ? record.insightDetails : {};
  if (insight !== record.insightDetails) unmapped.keep('"insightDetails":', record.insightDetails);
  const type = unmapped.take('"insightDetails.insightType":', insight.insightType);
  const name = unmapped.take('"insightDetails.eventName":', insight.eventName);

  let event = `${stateMembers(insight.state)},${timeMembers(time)}`;
  event = putObject(event, '"metadata":', metadata);
  event = putObject(event, '"cloud":', cloudMembers(region, account));
  event = putObject(event, '"api":', insightApi(name, insight, unmapped));
  event = putObject(event, '"finding_info":', findingInfo(sharedEventId ?? eventId ?? "Unknown", type, name));
  unmapped.keepRest("insightDetails.", insight, INSIGHT_FIELDS);
  unmapped.keepRest("", record, RECORD_FIELDS);
  return `{${putObject(event, '"unmapped":', unmapped.members())}}`;
}

/** Class, activity and status by the insight's state; the finding has a status enum of its own. */
function stateMembers(state: unknown): string {
  if (state === "Start") {
    return `${classMembers(detectionFinding, 1, "Start")},"status_id":1,"status":"New"`;
  }
  if (state === "End") {
    return `${classMembers(detectionFinding, 3, "End")},"status_id":4,"status":"Resolved"`;
  }
  const word = isAbsent(state) || typeof state === "object" ? undefined : String(state);
  return word === undefined
    ? classMembers(detectionFinding, 0, "Unknown")
    : classMembers(detectionFinding, OTHER, word.slice(0, MAX_TEXT_LENGTH));
}

function insightApi(name: string | undefined, insight: JsonObject, unmapped: Unmapped): string {
  const service = unmapped.take('"insightDetails.eventSource":', insight.eventSource);
  const error = unmapped.take('"insightDetails.errorCode":', insight.errorCode);
  let members = put("", '"operation":', name ?? "Unknown");
  members = putObject(members, '"service":', put("", '"name":', service));
  return putObject(members, '"response":', put("", '"error":', error));
}

function findingInfo(uid: string, type: string | undefined, name: string | undefined): string {
  const kind = type ?? "CloudTrail Insight";
  const title = name === undefined ? kind : `${kind}: ${name}`;
  const members = `"uid":${quote(uid)},"title":${quote(title.slice(0, MAX_TEXT_LENGTH))}`;
  if (type === undefined) return members;
  const text = quote(type);
  const analytic = `"analytic":{"name":${text},"type_id":3,"type":"Statistical"}`;
  return join(members, `"types":[${text}],${analytic}`);
}
