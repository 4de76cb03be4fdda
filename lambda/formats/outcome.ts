import { type JsonObject, objectOf, scalarText } from "./json-value.ts";

/**
 * Whether the action succeeded, as Elastic's pipeline tells it: a failure when CloudTrail recorded an error code or
 * message, and what the sign-in answer says for a console login.
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

/**
 * What a sign-in says of its own outcome, which often comes without an error code: console sign-ins (`ConsoleLogin`,
 * `SwitchRole`) write it into the answer and Identity Center into the details, both under the name of the event.
 */
export function signInOutcome(record: JsonObject, eventName: string): "Success" | "Failure" | undefined {
  const isConsole = record.eventType === "AwsConsoleSignIn" || eventName === "ConsoleLogin";
  const answer = isConsole ? outcomeUnder(eventName, record.responseElements) : undefined;
  return answer ?? outcomeUnder(eventName, record.serviceEventDetails);
}

function outcomeUnder(eventName: string, value: unknown): "Success" | "Failure" | undefined {
  const members = objectOf(value);
  const word = Object.hasOwn(members, eventName) ? members[eventName] : undefined;
  return word === "Success" || word === "Failure" ? word : undefined;
}
