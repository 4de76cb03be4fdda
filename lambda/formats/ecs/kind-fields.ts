import type { KindFields } from "../call-kinds.ts";
import { keyOf } from "../json-key.ts";
import { JsonWriter } from "../json-writer.ts";
import { categoriesOf } from "./categories.ts";
import {
  elsewhere,
  fieldRules,
  type Output,
  otherShape,
  text,
  type WriteValue,
  writeFields,
} from "./field-rules.ts";
import type { ReadText } from "./texts.ts";

/** Members of `event` and `aws.cloudtrail` that the records of one kind of calls have in common. */

const ACTION = keyOf("action");
const PROVIDER = keyOf("provider");

export type Outcome = "success" | "failure" | "unknown";

/** Of `event`. */
export function actionMembers(
  record: KindFields,
  isExtended: boolean,
  outcome: Outcome,
  text: ReadText,
): string {
  const json = new JsonWriter(true);
  json.raw('"kind":"event"');
  json.put(ACTION, text(record.eventName));
  json.put(PROVIDER, text(record.eventSource));
  json.raw(JSON.stringify(categoriesOf(record.eventName, isExtended)).slice(1, -1));
  json.raw(`"outcome":"${outcome}"`);
  return json.members();
}

const flag: WriteValue<Output> = (value, name, output) => {
  if (value === true || value === "true") output.json.putJson(name.json, "true");
  else if (value === false || value === "false") output.json.putJson(name.json, "false");
  else otherShape(value, name, output);
};

const kindFields = fieldRules<Output>([
  ["eventName", "event_name", elsewhere],
  ["eventSource", "event_source", elsewhere],
  ["awsRegion", "aws_region", elsewhere],
  ["eventVersion", "event_version", text],
  ["eventType", "event_type", text],
  ["eventCategory", "event_category", text],
  ["apiVersion", "api_version", text],
  ["managementEvent", "management_event", text],
  ["readOnly", "read_only", flag],
  ["recipientAccountId", "recipient_account_id", text],
  ["errorCode", "error_code", text],
  ["sessionCredentialFromConsole", "session_credential_from_console", text],
]);

/** Names in the namespace that are these fields'. */
export const kindFieldNames = kindFields.names;

/** Of `aws.cloudtrail`. */
export function kindMembers(record: KindFields, text: ReadText): string {
  const json = new JsonWriter(true);
  writeFields({ ...record }, kindFields, { json, text });
  return json.members();
}
