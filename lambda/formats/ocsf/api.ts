import type { RecordFields } from "../../record-fields.ts";
import type { CallKind } from "./call-kind.ts";
import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";

/**
 * Writes `api`. Request and response are JSON as text: as objects, their thousands of distinct and partly contradictory
 * paths would break the index of whoever stores the event.
 */
export function writeApi(
  record: RecordFields,
  { api, request, errorCode }: CallKind,
  eventId: string | undefined,
  errorMessage: string | undefined,
  { json, unmapped }: Draft,
): void {
  const requestId = unmapped.take("requestID", record.requestID);
  const { requestJson, responseJson } = record;
  const hasRequest = requestJson !== undefined || requestId !== undefined;
  const hasResponse = responseJson !== undefined || errorCode !== undefined || errorMessage !== undefined;
  if (hasRequest) {
    // OCSF requires the request's uid; records without a request id have an event id.
    json.put(request, requestId ?? eventId ?? "Unknown");
    json.putEscaped(K.data, requestJson);
    json.close(hasResponse ? "}" : "}}");
    if (!hasResponse) return;
  } else json.add(api);
  if (hasResponse) {
    json.open('"response":{');
    json.putEscaped(K.data, responseJson);
    json.put(K.error, errorCode);
    json.put(K.message, errorMessage);
    json.close();
  }
  json.close();
}
