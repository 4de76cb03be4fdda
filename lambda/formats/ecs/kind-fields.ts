import type { KindFields } from "../call-kinds.ts";
import { JsonWriter } from "../json-writer.ts";
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

const flag: WriteValue<Output> = (value, name, output) => {
  if (value === true || value === "true") output.json.putJson(name.json, "true");
  else if (value === false || value === "false") output.json.putJson(name.json, "false");
  else otherShape(value, name, output);
};

/** What `aws.cloudtrail` holds of the fields that make a kind of calls. */
export const kindFields = fieldRules<Output>([
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

/** What the records of one kind of calls have in common in the namespace. */
export function kindMembers(record: KindFields, text: ReadText): string {
  const json = new JsonWriter(true);
  writeFields({ ...record }, kindFields, { json, text });
  return json.members();
}
