import { readAdditionalData } from "./additional-data.ts";
import { writeApi } from "./api.ts";
import type { Callers } from "./caller.ts";
import type { Draft } from "./draft.ts";
import { writeSourceEndpoint } from "./endpoints.ts";
import { apiActivity, authentication, type EventClass, writeClass } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { K, P } from "./keys.ts";
import { eventTime, writeCloud, writeMetadata, writeTime } from "./metadata.ts";
import { writeObservables } from "./observables.ts";
import { writeOutcome } from "./outcome.ts";
import { writeResources } from "./resources.ts";
import { targetOf, writeTarget } from "./target.ts";
import { readTlsHost } from "./tls.ts";
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

const NO_RESOURCES: readonly string[] = [];

/** The event of a call: API Activity, Authentication, Account Change, or a finer class in rich mode. */
export function callEvent(record: JsonObject, selected: EventClass, callers: Callers, draft: Draft): string {
  const { json, unmapped } = draft;
  const isSignIn = selected === authentication;
  const facts: CallFacts = {
    eventName: unmapped.take("eventName", record.eventName) ?? "Unknown",
    eventSource: unmapped.take("eventSource", record.eventSource),
    errorCode: unmapped.take("errorCode", record.errorCode),
    errorMessage: unmapped.take("errorMessage", record.errorMessage),
  };
  const { eventName, eventSource } = facts;
  const additional = readAdditionalData(record.additionalEventData, isSignIn, hasNoName(record), unmapped);
  const caller = callers.of(record.userIdentity, additional.userName);
  const { identity } = caller;
  caller.keepRest(draft);
  const call = { record, selected, eventName, eventSource, identity, additional };
  const target = targetOf(call, draft);
  const isApiActivity = target.eventClass === apiActivity;

  writeClass(target.eventClass, target.activityId, eventName, json);
  writeOutcome(record, eventName, facts.errorCode, facts.errorMessage, draft);
  writeOrigin(record, facts, draft);
  const actor = caller.write(isApiActivity, draft);
  writeTarget(target, call, draft);
  const address = unmapped.take("sourceIPAddress", record.sourceIPAddress);
  const vpcEndpoint = unmapped.take("vpcEndpointId", record.vpcEndpointId);
  const endpoint = writeSourceEndpoint(address, vpcEndpoint, isApiActivity, draft);
  const host = readTlsHost(record.tlsDetails, unmapped);
  if (isApiActivity || isSignIn) {
    json.open('"dst_endpoint":{');
    json.put(K.hostname, host);
    json.put(K.svcName, additional.loginTo);
    json.close();
  }
  json.putAt(P.userAgent, unmapped.take("userAgent", record.userAgent));
  const resources = isApiActivity ? writeResources(record.resources, draft) : NO_RESOURCES;
  if (!isApiActivity) unmapped.keep("resources", record.resources);
  writeObservables(
    {
      sourceIp: endpoint.ip,
      sourceDomain: endpoint.domain,
      actorName: actor.userName,
      credential: actor.credential,
      userName: target.userName,
      resources,
    },
    draft,
  );
  unmapped.keep("readOnly", record.readOnly);
  unmapped.keep("managementEvent", record.managementEvent);
  unmapped.keep("sessionCredentialFromConsole", record.sessionCredentialFromConsole);
  unmapped.keepRest("", record, FIELDS);
  return finishEvent(draft);
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

/** Writes when, where and by which API: `time`, `metadata`, `cloud`, `api`. */
function writeOrigin(record: JsonObject, facts: CallFacts, draft: Draft): void {
  const { unmapped } = draft;
  const eventId = unmapped.take("eventID", record.eventID);
  const originalTime = unmapped.take("eventTime", record.eventTime);
  const time = eventTime(originalTime, draft);
  writeTime(time, draft);
  writeMetadata(
    {
      eventId,
      eventVersion: unmapped.take("eventVersion", record.eventVersion),
      eventType: unmapped.take("eventType", record.eventType),
      eventCategory: unmapped.take("eventCategory", record.eventCategory),
      sharedEventId: unmapped.take("sharedEventID", record.sharedEventID),
      originalTime,
      time,
    },
    draft,
  );
  const region = unmapped.take("awsRegion", record.awsRegion);
  const account = unmapped.take("recipientAccountId", record.recipientAccountId);
  writeCloud(region, account, draft);
  writeApi(
    {
      eventName: facts.eventName,
      apiVersion: unmapped.take("apiVersion", record.apiVersion),
      eventSource: facts.eventSource,
      requestId: unmapped.take("requestID", record.requestID),
      eventId,
      requestParameters: record.requestParameters,
      responseElements: record.responseElements,
      errorCode: facts.errorCode,
      errorMessage: facts.errorMessage,
    },
    draft,
  );
}
