import { put, putJson, putObject, quote } from "./json-text.ts";
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
export function apiMembers(facts: ApiFacts): string {
  let members = put(put("", '"operation":', facts.eventName), '"version":', facts.apiVersion);
  members = putObject(members, '"service":', put("", '"name":', facts.eventSource));

  const hasParameters = !isAbsent(facts.requestParameters);
  if (hasParameters || facts.requestId !== undefined) {
    // OCSF requires the request's uid; records without a request id have an event id.
    const request = put("", '"uid":', facts.requestId ?? facts.eventId ?? "Unknown");
    members = putObject(members, '"request":', putData(request, hasParameters, facts.requestParameters));
  }
  const response = putData("", !isAbsent(facts.responseElements), facts.responseElements);
  const withError = put(response, '"error":', facts.errorCode);
  return putObject(members, '"response":', put(withError, '"message":', facts.errorMessage));
}

function putData(members: string, hasData: boolean, data: unknown): string {
  return hasData ? putJson(members, '"data":', quote(JSON.stringify(data))) : members;
}
