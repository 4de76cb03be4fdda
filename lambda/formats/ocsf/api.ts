import type { Draft } from "./draft.ts";
import { type JsonWriter, putJson, putObject } from "./json-text.ts";
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
 * The members of `api`. Request and response are JSON as text: as objects, their thousands of distinct and partly
 * contradictory paths would break the index of whoever stores the event.
 */
export function apiMembers(facts: ApiFacts, { json }: Draft): string {
  let members = json.put(json.put("", '"operation":', facts.eventName), '"version":', facts.apiVersion);
  members = putObject(members, '"service":', json.put("", '"name":', facts.eventSource));

  const hasParameters = !isAbsent(facts.requestParameters);
  if (hasParameters || facts.requestId !== undefined) {
    // OCSF requires the request's uid; records without a request id have an event id.
    const request = json.put("", '"uid":', facts.requestId ?? facts.eventId ?? "Unknown");
    members = putObject(
      members,
      '"request":',
      putData(request, hasParameters, facts.requestParameters, json),
    );
  }
  const response = putData("", !isAbsent(facts.responseElements), facts.responseElements, json);
  const withError = json.put(response, '"error":', facts.errorCode);
  return putObject(members, '"response":', json.put(withError, '"message":', facts.errorMessage));
}

function putData(members: string, hasData: boolean, data: unknown, json: JsonWriter): string {
  return hasData ? putJson(members, '"data":', json.quoteJson(data)) : members;
}
