import { type JsonObject, objectOf, scalarText } from "./json-value.ts";

/**
 * Whether the action succeeded: a failure when CloudTrail recorded an error code or message, and what the sign-in
 * answer says for a console login.
 */
export function outcomeOf(record: JsonObject): "success" | "failure" {
  if (record.eventName === "ConsoleLogin") {
    const answer = objectOf(record.responseElements).ConsoleLogin;
    if (answer === "Success") return "success";
    if (answer === "Failure") return "failure";
  }
  const hasError =
    scalarText(record.errorCode) !== undefined || scalarText(record.errorMessage) !== undefined;
  return hasError ? "failure" : "success";
}
