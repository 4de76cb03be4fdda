import type { Draft } from "./draft.ts";
import { K, P } from "./keys.ts";
import { isAbsent } from "./values.ts";

/** What `api` tells of a call. */
export interface ApiFacts {
  readonly eventName: string;
  readonly apiVersion?: string;
  readonly eventSource?: string;
  readonly requestId?: string;
  readonly eventId?: string;
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/**
 * Writes `api`. Request and response are JSON as text: as objects, their thousands of distinct and partly contradictory
 * paths would break the index of whoever stores the event.
 */
export function writeApi(facts: ApiFacts, { json }: Draft): void {
  json.open('"api":{');
  json.put(K.operation, facts.eventName);
  json.put(K.version, facts.apiVersion);
  json.putAt(P.service, facts.eventSource);
  const hasParameters = !isAbsent(facts.requestParameters);
  if (hasParameters || facts.requestId !== undefined) {
    json.open('"request":{');
    // OCSF requires the request's uid; records without a request id have an event id.
    json.put(K.uid, facts.requestId ?? facts.eventId ?? "Unknown");
    if (hasParameters) json.putJsonText(K.data, facts.requestParameters);
    json.close();
  }
  json.open('"response":{');
  if (!isAbsent(facts.responseElements)) json.putJsonText(K.data, facts.responseElements);
  json.put(K.error, facts.errorCode);
  json.put(K.message, facts.errorMessage);
  json.close();
  json.close();
}
