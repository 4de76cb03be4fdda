import type { RecordSource } from "../../types.ts";
import { changedUser, policyMembers } from "./account-change.ts";
import { activityOf } from "./activities.ts";
import { buildActor } from "./actor.ts";
import { readAdditionalData, readTlsHost } from "./additional-data.ts";
import { apiMembers } from "./api.ts";
import { signInMembers, signInUser } from "./authentication.ts";
import type { Edition } from "./editions.ts";
import { buildSourceEndpoint } from "./endpoints.ts";
import { accountChange, apiActivity, authentication, classMembers, type EventClass } from "./event-class.ts";
import { readIdentity } from "./identity.ts";
import { join, put, putJson, putObject } from "./json-text.ts";
import { cloudMembers, eventTime, metadataMembers, timeMembers } from "./metadata.ts";
import { putObservable } from "./observables.ts";
import { outcomeMembers } from "./outcome.ts";
import { readResources } from "./resources.ts";
import { Unmapped } from "./unmapped.ts";
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

/** The event of a call: API Activity, Authentication or Account Change. */
export function callEvent(
  record: JsonObject,
  eventClass: EventClass,
  source: RecordSource,
  edition: Edition,
): string {
  const unmapped = new Unmapped();
  const isApiActivity = eventClass === apiActivity;
  const isSignIn = eventClass === authentication;

  const eventName = unmapped.take('"eventName":', record.eventName) ?? "Unknown";
  const eventSource = unmapped.take('"eventSource":', record.eventSource);
  const eventId = unmapped.take('"eventID":', record.eventID);
  const errorCode = unmapped.take('"errorCode":', record.errorCode);
  const errorMessage = unmapped.take('"errorMessage":', record.errorMessage);
  const originalTime = unmapped.take('"eventTime":', record.eventTime);
  const time = eventTime(originalTime, source);

  const needsName = !isObject(record.userIdentity) || textOf(record.userIdentity.userName) === undefined;
  const additional = readAdditionalData(record.additionalEventData, isSignIn, needsName, unmapped);
  const identity = readIdentity(record.userIdentity, additional.userName, unmapped);
  const actor = buildActor(identity, isApiActivity, edition, unmapped);
  const endpoint = buildSourceEndpoint(
    unmapped.take('"sourceIPAddress":', record.sourceIPAddress),
    unmapped.take('"vpcEndpointId":', record.vpcEndpointId),
    isApiActivity,
  );

  const activityId = activityOf(eventClass, eventName, record.readOnly);
  let event = `${classMembers(eventClass, activityId, eventName)},${outcomeMembers(record, eventName, errorCode, errorMessage)},${timeMembers(time)}`;
  event = putObject(
    event,
    '"metadata":',
    metadataMembers(
      {
        eventId,
        eventVersion: unmapped.take('"eventVersion":', record.eventVersion),
        eventType: unmapped.take('"eventType":', record.eventType),
        eventCategory: unmapped.take('"eventCategory":', record.eventCategory),
        sharedEventId: unmapped.take('"sharedEventID":', record.sharedEventID),
        originalTime,
        time,
      },
      edition,
    ),
  );
  const region = unmapped.take('"awsRegion":', record.awsRegion);
  const account = unmapped.take('"recipientAccountId":', record.recipientAccountId);
  event = putObject(event, '"cloud":', cloudMembers(region, account));
  event = putObject(
    event,
    '"api":',
    apiMembers({
      eventName,
      apiVersion: unmapped.take('"apiVersion":', record.apiVersion),
      eventSource,
      requestId: unmapped.take('"requestID":', record.requestID),
      eventId,
      requestParameters: record.requestParameters,
      responseElements: record.responseElements,
      errorCode,
      errorMessage,
    }),
  );
  event = putObject(event, '"actor":', actor.members);

  let observables = putObservable("", "sourceIp", endpoint.ip);
  observables = putObservable(observables, "sourceDomain", endpoint.domain);
  observables = putObservable(observables, "actorName", actor.userName);
  if (edition.hasCredentials) observables = putObservable(observables, "credential", actor.credential);

  const host = readTlsHost(record.tlsDetails, unmapped);
  if (isSignIn) {
    const user = signInUser(record, eventName, identity);
    event = putObject(event, '"user":', user.members);
    event = putObject(event, '"service":', put("", '"name":', eventSource));
    event = join(event, signInMembers(record, eventName, additional.mfaUsed));
    observables = putObservable(observables, "userName", user.name);
  } else if (eventClass === accountChange) {
    const user = changedUser(record, eventName, identity);
    event = putObject(event, '"user":', user.members);
    event = join(event, policyMembers(record.requestParameters, edition));
    observables = putObservable(observables, "userName", user.name);
  }
  event = putObject(event, '"src_endpoint":', endpoint.members);
  if (isApiActivity || isSignIn) {
    const target = put(put("", '"hostname":', host), '"svc_name":', additional.loginTo);
    event = putObject(event, '"dst_endpoint":', target);
  }
  const userAgent = unmapped.take('"userAgent":', record.userAgent);
  event = putObject(event, '"http_request":', put("", '"user_agent":', userAgent));
  if (isApiActivity) {
    const resources = readResources(record.resources, unmapped);
    if (resources.elements !== "") event = putJson(event, '"resources":', `[${resources.elements}]`);
    for (const uid of resources.uids) observables = putObservable(observables, "resource", uid);
  } else {
    unmapped.keep('"resources":', record.resources);
  }
  unmapped.keep('"readOnly":', record.readOnly);
  unmapped.keep('"managementEvent":', record.managementEvent);
  unmapped.keep('"sessionCredentialFromConsole":', record.sessionCredentialFromConsole);
  unmapped.keepRest("", record, FIELDS);
  if (observables !== "") event = putJson(event, '"observables":', `[${observables}]`);
  return `{${putObject(event, '"unmapped":', unmapped.members())}}`;
}
