import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";
import { type JsonObject, objectOf } from "./values.ts";

const SUCCESS = '"status_id":1,"status":"Success"';
const FAILURE = '"status_id":2,"status":"Failure"';

/**
 * Writes `status_id`, `status`, `status_code` and `status_detail` of a call. A sign-in tells its outcome in its
 * own words; every other call failed when it carries an error code or an error message.
 */
export function writeOutcome(
  record: JsonObject,
  eventName: string,
  errorCode: string | undefined,
  errorMessage: string | undefined,
  { json }: Draft,
): void {
  const said = signInOutcome(record, eventName);
  const failed =
    said === undefined ? errorCode !== undefined || errorMessage !== undefined : said === "Failure";
  json.raw(failed ? FAILURE : SUCCESS);
  json.put(K.statusCode, errorCode);
  json.put(K.statusDetail, errorMessage);
}

function signInOutcome(record: JsonObject, eventName: string): "Success" | "Failure" | undefined {
  const word =
    eventName === "ConsoleLogin"
      ? objectOf(record.responseElements)?.ConsoleLogin
      : identityCenterWord(record.serviceEventDetails, eventName);
  return word === "Success" || word === "Failure" ? word : undefined;
}

/** Identity Center writes the outcome of a step under the step's name. */
function identityCenterWord(value: unknown, eventName: string): unknown {
  const details = objectOf(value);
  return details !== undefined && Object.hasOwn(details, eventName) ? details[eventName] : undefined;
}
