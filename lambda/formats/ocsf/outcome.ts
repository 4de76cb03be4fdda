import { signInOutcome } from "../outcome.ts";
import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";
import type { JsonObject } from "./values.ts";

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
