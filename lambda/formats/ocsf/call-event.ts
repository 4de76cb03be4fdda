import type { RecordFields } from "../../record-fields.ts";
import type { JsonWriter } from "../json-writer.ts";
import { readAdditionalData } from "./additional-data.ts";
import { writeApi } from "./api.ts";
import type { CallKind, Head } from "./call-kind.ts";
import type { Draft } from "./draft.ts";
import { apiActivity, authentication } from "./event-class.ts";
import { finishEvent } from "./finish.ts";
import { K } from "./keys.ts";
import { eventTime, writeCloud } from "./metadata.ts";
import { writeObserved } from "./observed.ts";
import { isFailure } from "./outcome.ts";
import { writeResources } from "./resources.ts";
import type { Sessions } from "./sessions.ts";
import { targetOf, writeTarget } from "./target.ts";
import { readTls, type TlsDetails } from "./tls.ts";

const NO_RESOURCES: readonly string[] = [];

/** The event of a call: API Activity, Authentication, Account Change, or a finer class in rich mode. */
export function callEvent(record: RecordFields, kind: CallKind, sessions: Sessions, draft: Draft): string {
  const { json, unmapped } = draft;
  const { selected, eventName } = kind;
  const isSignIn = selected === authentication;
  const additional = readAdditionalData(record, isSignIn, unmapped);
  const session = sessions.of(record, additional.userName);
  const call = { record, kind, identity: session.caller.identity, additional };
  const target = targetOf(call, draft);
  const isApiActivity = target.eventClass === apiActivity;
  const errorMessage = unmapped.take("errorMessage", record.errorMessage);
  const eventId = unmapped.take("eventID", record.eventID);
  const failed = isFailure(record, eventName, kind.errorCode, errorMessage);

  beginEvent(kind, kind.head(target.eventClass, target.activityId, failed), draft);
  writeOccurrence(record, eventId, draft);
  json.put(K.statusDetail, errorMessage);
  writeApi(record, kind, eventId, errorMessage, draft);
  writeTarget(target, call, draft);
  const tls = readTls(record.tlsDetails);
  if (isApiActivity || isSignIn) writeDestination(tls, additional.loginTo, json);
  const resources = isApiActivity ? writeResources(record.resources, draft) : NO_RESOURCES;
  if (!isApiActivity) unmapped.keep("resources", record.resources);
  const origin = session.origin(record, isApiActivity, draft);
  writeObserved(origin, target.userName, resources, draft);
  unmapped.keepAll(origin.unmapped);
  unmapped.keepAll(tls.unmapped);
  unmapped.keepAll(kind.unmapped);
  unmapped.keep("serviceEventDetails", record.serviceEventDetails);
  for (const [name, value] of record.others) unmapped.keepOther(name, value);
  return finishEvent(draft);
}

/** Writes class, activity, status and `cloud`, and the beginning of `metadata`. */
function beginEvent(kind: CallKind, head: Head, draft: Draft): void {
  const { json, enrichment } = draft;
  if (enrichment === undefined) {
    json.add(head.all);
    return;
  }
  json.add(head.members);
  writeCloud(kind.region, kind.account, draft);
  json.add(kind.metadata);
}

/** Writes the rest of `metadata`, and `time`. */
function writeOccurrence(record: RecordFields, eventId: string | undefined, draft: Draft): void {
  const { json, unmapped } = draft;
  const originalTime = unmapped.take("eventTime", record.eventTime);
  const time = eventTime(originalTime, draft);
  json.put(K.uid, eventId);
  json.put(K.correlationUid, unmapped.take("sharedEventID", record.sharedEventID));
  json.put(K.originalTime, originalTime);
  if (time.label !== undefined) json.raw(`"labels":["${time.label}"]`);
  json.close();
  json.add(time.instant.members);
}

/** Writes `dst_endpoint`. */
function writeDestination(
  { destination, host }: TlsDetails,
  loginTo: string | undefined,
  json: JsonWriter,
): void {
  if (loginTo === undefined) {
    if (destination) json.add(destination);
    return;
  }
  json.open('"dst_endpoint":{');
  json.put(K.hostname, host);
  json.put(K.svcName, loginTo);
  json.close();
}
