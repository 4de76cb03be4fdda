import type { RecordFields } from "../../record-fields.ts";
import { signInOutcome } from "../outcome.ts";

/** Whether a call failed. A sign-in tells in its own words; every other call did when it carries an error code or message. */
export function isFailure(
  record: RecordFields,
  eventName: string,
  errorCode: string | undefined,
  errorMessage: string | undefined,
): boolean {
  const said = signInOutcome(record, eventName);
  return said === undefined ? errorCode !== undefined || errorMessage !== undefined : said === "Failure";
}
