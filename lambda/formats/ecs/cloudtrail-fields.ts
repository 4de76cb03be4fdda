import { isoTime } from "../event-time.ts";
import { jsonText } from "../json-text.ts";
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { elsewhere, fieldRules, nested, text, writeFields } from "./field-rules.ts";
import { type IdentityContext, userIdentity } from "./identity-fields.ts";
import { ecsJson, ecsText } from "./values.ts";

/** `aws.cloudtrail.*`: what ECS has no field for, under the names Elastic's detection rules read. */

/** How requestParameters, responseElements, additionalEventData and serviceEventDetails are kept. */
export type PayloadForm = "both" | "text" | "flattened";

interface CloudTrailContext extends IdentityContext {
  readonly record: JsonObject;
  readonly payloads: PayloadForm;
  /** Members of `flattened`, as JSON text. */
  flattened: string;
}

/** From this length on Elastic keeps a payload as text only: Lucene takes no longer term. */
const MAX_FLATTENED_CHARACTERS = 32_766;

const resource = fieldRules<undefined>([
  ["ARN", "arn", text],
  ["accountId", "account_id", text],
  ["type", "type", text],
]);

const tlsDetails = fieldRules<CloudTrailContext>([
  ["tlsVersion", "tls_version", elsewhere],
  ["cipherSuite", "cipher_suite", elsewhere],
  ["clientProvidedHostHeader", "client_provided_host_header", elsewhere],
  ["keyExchange", "key_exchange", text],
]);

const cloudTrail = fieldRules<CloudTrailContext>(
  [
    ["eventVersion", "event_version", text],
    ["userIdentity", "user_identity", nested(userIdentity)],
    // Written as @timestamp when it is a time.
    ["eventTime", "event_time", (_writer, _key, value) => isoTime(value) !== undefined],
    ["eventSource", "event_source", elsewhere],
    ["eventName", "event_name", elsewhere],
    ["awsRegion", "aws_region", elsewhere],
    ["sourceIPAddress", "source_ip_address", elsewhere],
    ["userAgent", "user_agent", elsewhere],
    ["eventID", "event_id", elsewhere],
    // How aggregated events spell it.
    [
      "eventId",
      "event_id",
      (_writer, _key, value, { record }) => ecsText(record.eventID) === undefined || record.eventID === value,
    ],
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
    ["insightDetails", "insight_details", flattened],
  ],
  ["console_login", "flattened"],
);

/** Writes the namespace of a whole record. */
export function writeCloudTrail(
  writer: JsonWriter,
  record: JsonObject,
  options: { readonly isNamedByIssuer: boolean; readonly payloads: PayloadForm },
): void {
  const context: CloudTrailContext = {
    record,
    isNamedByIssuer: options.isNamedByIssuer,
    payloads: options.payloads,
    flattened: "",
  };
  writeFields(writer, record, cloudTrail, context);
  if (record.eventName === "ConsoleLogin") writeConsoleLogin(writer, objectOf(record.additionalEventData));
  if (context.flattened !== "") writer.json('"flattened":', `{${context.flattened}}`);
}

function writeConsoleLogin(writer: JsonWriter, data: JsonObject): void {
  const login = writer.open('"console_login":');
  const eventData = writer.open('"additional_eventdata":');
  writer.json('"mobile_version":', yesNo(data.MobileVersion));
  writer.text('"login_to":', ecsText(data.LoginTo));
  writer.json('"mfa_used":', yesNo(data.MFAUsed));
  writer.close(eventData);
  writer.close(login);
}

function yesNo(value: unknown): string | undefined {
  const answer = ecsText(value);
  return answer === undefined ? undefined : String(answer !== "No");
}

function flag(writer: JsonWriter, key: string, value: unknown): boolean {
  const isFlag = value === true || value === false || value === "true" || value === "false";
  if (isFlag) writer.json(key, String(value));
  return isFlag;
}

function resources(writer: JsonWriter, key: string, value: unknown): boolean {
  if (!Array.isArray(value) || !value.every(isObject)) return false;
  const entries = new Set<string>();
  for (const entry of value) {
    const inner = new JsonWriter();
    writeFields(inner, entry, resource, undefined);
    const json = inner.end();
    if (json !== "{}") entries.add(json);
  }
  if (entries.size > 0) writer.json(key, `[${[...entries].join(",")}]`);
  return true;
}

// What Elastic takes for no value; a match inside of a text costs a second look, nothing else.
const MAY_HAVE_NO_VALUE = /null|""|"-"|"none"|\{\}|\[\]/;

/** Once as text, complete, and once as an object without empty values. */
function payload(writer: JsonWriter, key: string, value: unknown, context: CloudTrailContext): boolean {
  if (!isObject(value)) {
    writer.text(key, ecsText(value));
    return true;
  }
  const json = jsonText(value);
  if (json === "{}") return true;
  const isFlattened = context.payloads !== "text" && json.length < MAX_FLATTENED_CHARACTERS;
  if (context.payloads !== "flattened" || !isFlattened) writer.text(key, json);
  if (isFlattened) addFlattened(context, key, MAY_HAVE_NO_VALUE.test(json) ? ecsJson(value) : json);
  return true;
}

function flattened(writer: JsonWriter, key: string, value: unknown, context: CloudTrailContext): boolean {
  if (!isObject(value)) return false;
  const json = ecsJson(value);
  if (json !== undefined && json.length >= MAX_FLATTENED_CHARACTERS) writer.text(key, textOf(value));
  else addFlattened(context, key, json);
  return true;
}

function addFlattened(context: CloudTrailContext, key: string, json: string | undefined): void {
  if (json !== undefined) context.flattened += (context.flattened === "" ? key : `,${key}`) + json;
}
