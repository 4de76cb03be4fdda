import { buildActor } from "./actor.ts";
import { readAdditionalData, readTlsHost } from "./additional-data.ts";
import { addressMembers } from "./address-members.ts";
import { apiMembers } from "./api.ts";
import type { Draft } from "./draft.ts";
import { buildSourceEndpoint } from "./endpoints.ts";
import { apiActivity, authentication, classMembers, type EventClass } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { readIdentity } from "./identity.ts";
import { join, putJson, putObject } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
import { putObservable } from "./observables.ts";
import { outcomeMembers } from "./outcome.ts";
import { readResources } from "./resources.ts";
import { describeCall } from "./target.ts";
import { isObject, type JsonObject, textOf } from "./values.ts";

/** Top-level fields that this file reads by name; all others go to `unmapped` as they are. */
const FIELDS = new Set([
  "eventTime",
  "eventVersion",
  "userIdentity",
  "eventSource",
  "eventName",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "errorMessage",
  "requestParameters",
  "responseElements",
  "additionalEventData",
  "requestID",
  "eventID",
  "eventType",
  "eventCategory",
  "apiVersion",
  "managementEvent",
  "readOnly",
  "resources",
  "recipientAccountId",
  "sharedEventID",
  "vpcEndpointId",
  "sessionCredentialFromConsole",
  "tlsDetails",
]);

/** The event of a call: API Activity, Authentication, Account Change, or a finer class in rich mode. */
export function callEvent(record: JsonObject, selected: EventClass, draft: Draft): string {
  const { json, unmapped } = draft;
  const eventName = unmapped.take('"eventName":', record.eventName) ?? "Unknown";
  const eventSource = unmapped.take('"eventSource":', record.eventSource);
  const errorCode = unmapped.take('"errorCode":', record.errorCode);
  const errorMessage = unmapped.take('"errorMessage":', record.errorMessage);

  const isSignIn = selected === authentication;
  const additional = readAdditionalData(record.additionalEventData, isSignIn, hasNoName(record), unmapped);
  const identity = readIdentity(record.userIdentity, additional.userName, draft);
  const target = describeCall({ record, selected, eventName, eventSource, identity, additional }, draft);
  const { eventClass } = target;

  const actor = buildActor(identity, eventClass === apiActivity, draft);
  const address = unmapped.take('"sourceIPAddress":', record.sourceIPAddress);
  const vpcEndpoint = unmapped.take('"vpcEndpointId":', record.vpcEndpointId);
  const endpoint = buildSourceEndpoint(address, vpcEndpoint, eventClass === apiActivity, draft);

  let observables = putObservable("", "sourceIp", endpoint.ip, draft);
  observables = putObservable(observables, "sourceDomain", endpoint.domain, draft);
  observables = putObservable(observables, "actorName", actor.userName, draft);
  observables = putObservable(observables, "credential", actor.credential, draft);
  observables = putObservable(observables, "userName", target.userName, draft);

  let event = classMembers(eventClass, target.activityId, eventName, json);
  event = join(event, outcomeMembers(record, eventName, errorCode, errorMessage, draft));
  event = join(event, originMembers(record, { eventName, eventSource, errorCode, errorMessage }, draft));
  event = putObject(event, '"actor":', actor.members);
  event = join(event, target.members);
  event = putObject(
    event,
    '"src_endpoint":',
    join(endpoint.members, addressMembers(draft.enrichment, draft.edition)),
  );
  const host = readTlsHost(record.tlsDetails, unmapped);
  if (eventClass === apiActivity || isSignIn) {
    const destination = json.put(json.put("", '"hostname":', host), '"svc_name":', additional.loginTo);
    event = putObject(event, '"dst_endpoint":', destination);
  }
  const userAgent = unmapped.take('"userAgent":', record.userAgent);
  event = putObject(event, '"http_request":', json.put("", '"user_agent":', userAgent));
  if (eventClass === apiActivity) {
    const resources = readResources(record.resources, draft);
    if (resources.elements !== "") event = putJson(event, '"resources":', `[${resources.elements}]`);
    for (const uid of resources.uids) observables = putObservable(observables, "resource", uid, draft);
  } else {
    unmapped.keep('"resources":', record.resources);
  }
  unmapped.keep('"readOnly":', record.readOnly);
  unmapped.keep('"managementEvent":', record.managementEvent);
  unmapped.keep('"sessionCredentialFromConsole":', record.sessionCredentialFromConsole);
  unmapped.keepRest("", record, FIELDS);
  if (observables !== "") event = putJson(event, '"observables":', `[${observables}]`);
  return finishEvent(event, draft);
}

function hasNoName({ userIdentity }: JsonObject): boolean {
  return !isObject(userIdentity) || textOf(userIdentity.userName) === undefined;
}

interface CallFacts {
  readonly eventName: string;
  readonly eventSource?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** The members that say when, where and by which API: `time`, `metadata`, `cloud`, `api`. */
function originMembers(record: JsonObject, facts: CallFacts, draft: Draft): string {
  const { unmapped } = draft;
  const eventId = unmapped.take('"eventID":', record.eventID);
  const originalTime = unmapped.take('"eventTime":', record.eventTime);
  const time = eventTime(originalTime, draft);
  const metadata = metadataMembers(
    {
      eventId,
      eventVersion: unmapped.take('"eventVersion":', record.eventVersion),
      eventType: unmapped.take('"eventType":', record.eventType),
      eventCategory: unmapped.take('"eventCategory":', record.eventCategory),
      sharedEventId: unmapped.take('"sharedEventID":', record.sharedEventID),
      originalTime,
      time,
    },
    draft,
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const account = unmapped.take('"recipientAccountId":', record.recipientAccountId);
  const api = apiMembers(
    {
      eventName: facts.eventName,
      apiVersion: unmapped.take('"apiVersion":', record.apiVersion),
      eventSource: facts.eventSource,
      requestId: unmapped.take('"requestID":', record.requestID),
      eventId,
      requestParameters: record.requestParameters,
      responseElements: record.responseElements,
      errorCode: facts.errorCode,
      errorMessage: facts.errorMessage,
    },
    draft,
  );
  const cloud = cloudMembers(region, account, draft);
  return `${timeMembers(time)},"metadata":{${metadata}},"cloud":{${cloud}},"api":{${api}}`;
}
