import { objectOf, scalarText } from "./json-value.ts";

/** The fields that tell how a call ended. */
export interface OutcomeFacts {
  readonly eventName?: unknown;
  readonly eventType?: unknown;
  readonly errorCode?: unknown;
  readonly errorMessage?: unknown;
  readonly responseElements?: unknown;
  readonly serviceEventDetails?: unknown;
}

/**
 * Whether the action succeeded, as Elastic's pipeline tells it: a failure when CloudTrail recorded an error code or
 * message, and what the sign-in answer says for a console login.
 */
export function outcomeOf(record: OutcomeFacts): "success" | "failure" {
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
export function signInOutcome(record: OutcomeFacts, eventName: string): "Success" | "Failure" | undefined {
  const isConsole = record.eventType === "AwsConsoleSignIn" || eventName === "ConsoleLogin";
  const answer = isConsole ? outcomeUnder(eventName, record.responseElements) : undefined;
  return answer ?? outcomeUnder(eventName, record.serviceEventDetails);
}

function outcomeUnder(eventName: string, value: unknown): "Success" | "Failure" | undefined {
  if (value === undefined || value === null) return undefined;
  const members = objectOf(value);
  const word = Object.hasOwn(members, eventName) ? members[eventName] : undefined;
  return word === "Success" || word === "Failure" ? word : undefined;
}
