import { keyOf, pieceOf } from "../json-key.ts";
import { isObject, type JsonObject, objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import type { Actor } from "./actor.ts";
import type { Draft } from "./draft.ts";
import {
  elsewhere,
  fieldRules,
  nested,
  type Output,
  otherShape,
  text,
  type WriteValue,
  writeFields,
} from "./field-rules.ts";
import { Flattened, flattenedOnly, type PayloadOutput, payload } from "./payloads.ts";

/** `aws.cloudtrail.*`: what ECS has no field for, under the names Elastic's detection rules read. */

interface CloudTrailOutput extends PayloadOutput {
  readonly record: JsonObject;
  readonly hasTime: boolean;
  readonly actor: Actor;
}

const tlsDetails = fieldRules<Output>([
  ["tlsVersion", "tls_version", elsewhere],
  ["cipherSuite", "cipher_suite", elsewhere],
  ["clientProvidedHostHeader", "client_provided_host_header", elsewhere],
  ["keyExchange", "key_exchange", text],
]);

const resource = fieldRules<Output>([
  ["ARN", "arn", text],
  ["accountId", "account_id", text],
  ["type", "type", text],
]);

/** Printed already, for all records of the same caller. */
const userIdentity: WriteValue<CloudTrailOutput> = (value, name, output) => {
  if (!isObject(value)) return otherShape(value, name, output);
  const { fields } = output.actor;
  if (fields !== undefined) output.json.putJson(name.json, fields);
};

function textUnless(isElsewhere: (output: CloudTrailOutput) => boolean): WriteValue<CloudTrailOutput> {
  return (value, name, output) => {
    if (!isElsewhere(output)) text(value, name, output);
  };
}

const flag: WriteValue<Output> = (value, name, output) => {
  if (value === true || value === "true") output.json.putJson(name.json, "true");
  else if (value === false || value === "false") output.json.putJson(name.json, "false");
  else otherShape(value, name, output);
};

const resources: WriteValue<Output> = (value, name, output) => {
  if (!Array.isArray(value) || !value.every(isObject)) return otherShape(value, name, output);
  const entries: string[] = [];
  for (const entry of value) {
    const json = new JsonWriter(true);
    writeFields(entry, resource, { json, text: output.text });
    const fields = json.finish();
    if (fields !== "{}" && !entries.includes(fields)) entries.push(fields);
  }
  if (entries.length > 0) output.json.putJson(name.json, `[${entries.join()}]`);
};

const cloudTrail = fieldRules<CloudTrailOutput>(
  [
    ["eventVersion", "event_version", text],
    ["userIdentity", "user_identity", userIdentity],
    // Written as @timestamp when it is a time.
    ["eventTime", "event_time", textUnless(({ hasTime }) => hasTime)],
    ["eventSource", "event_source", elsewhere],
    ["eventName", "event_name", elsewhere],
    ["awsRegion", "aws_region", elsewhere],
    ["sourceIPAddress", "source_ip_address", elsewhere],
    ["userAgent", "user_agent", elsewhere],
    ["eventID", "event_id", elsewhere],
    // How aggregated events spell it.
    ["eventId", "event_id", textUnless(({ record, text }) => text(record.eventID) === undefined)],
    ["eventType", "event_type", text],
    ["eventCategory", "event_category", text],
    ["requestID", "request_id", text],
    ["apiVersion", "api_version", text],
    ["managementEvent", "management_event", text],
    ["readOnly", "read_only", flag],
    ["recipientAccountId", "recipient_account_id", text],
    ["sharedEventID", "shared_event_id", text],
    ["vpcEndpointId", "vpc_endpoint_id", text],
    ["vpcEndpointAccountId", "vpc_endpoint_account_id", text],
    ["errorCode", "error_code", text],
    ["errorMessage", "error_message", text],
    ["sessionCredentialFromConsole", "session_credential_from_console", text],
    ["resources", "resources", resources],
    ["tlsDetails", "tls_details", nested(tlsDetails)],
    ["requestParameters", "request_parameters", payload],
    ["responseElements", "response_elements", payload],
    ["additionalEventData", "additional_eventdata", payload],
    ["serviceEventDetails", "service_event_details", payload],
    ["insightDetails", "insight_details", flattenedOnly],
  ],
  ["console_login", "flattened"],
);

const NAMESPACE = pieceOf('"aws":{"cloudtrail":{');
const CONSOLE_LOGIN = '"console_login":{';
const ADDITIONAL_EVENTDATA = '"additional_eventdata":{';
const MOBILE_VERSION = pieceOf('"mobile_version":');
const LOGIN_TO = keyOf("login_to");
const MFA_USED = pieceOf('"mfa_used":');
const FLATTENED = pieceOf('"flattened":');

/** Writes the namespace of a whole record. */
export function writeCloudTrail(draft: Draft, actor: Actor, hasTime: boolean): void {
  const { record, json, text, settings } = draft;
  const flattened = new Flattened();
  json.begin(NAMESPACE);
  writeFields(record, cloudTrail, {
    json,
    text,
    record,
    hasTime,
    actor,
    payloads: settings.payloads,
    flattened,
  });
  if (record.eventName === "ConsoleLogin") writeConsoleLogin(objectOf(record.additionalEventData), draft);
  const payloads = flattened.finish();
  if (payloads !== undefined) json.putJson(FLATTENED, payloads);
  json.close();
  json.close();
}

function writeConsoleLogin(data: JsonObject, { json, text }: Draft): void {
  json.open(CONSOLE_LOGIN);
  json.open(ADDITIONAL_EVENTDATA);
  putYesNo(MOBILE_VERSION, text(data.MobileVersion));
  json.put(LOGIN_TO, text(data.LoginTo));
  putYesNo(MFA_USED, text(data.MFAUsed));
  json.close();
  json.close();

  function putYesNo(key: typeof MFA_USED, answer: string | undefined): void {
    if (answer !== undefined) json.putJson(key, answer === "No" ? "false" : "true");
  }
}
