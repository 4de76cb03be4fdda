import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import {
  applyRules,
  elsewhere,
  fieldRules,
  nested,
  type OutputObject,
  type ReadValue,
  text,
  WRONG_SHAPE,
} from "./field-rules.ts";
import { type IdentityContext, userIdentity } from "./identity-fields.ts";
import { ecsText, withoutEmpty } from "./values.ts";

/** `aws.cloudtrail.*`: what ECS has no field for, under the names Elastic's detection rules read. */

/** How requestParameters, responseElements, additionalEventData and serviceEventDetails are kept. */
export type PayloadForm = "both" | "text" | "flattened";

interface CloudTrailContext extends IdentityContext {
  readonly record: JsonObject;
  readonly hasTime: boolean;
  readonly payloads: PayloadForm;
  readonly flattened: OutputObject;
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
    ["eventTime", "event_time", (value, { hasTime }) => (hasTime ? undefined : ecsText(value))],
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
      (value, { record }) => (ecsText(record.eventID) === undefined ? undefined : ecsText(value)),
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
    ["requestParameters", "request_parameters", payload("request_parameters")],
    ["responseElements", "response_elements", payload("response_elements")],
    ["additionalEventData", "additional_eventdata", payload("additional_eventdata")],
    ["serviceEventDetails", "service_event_details", payload("service_event_details")],
    ["insightDetails", "insight_details", flattenedOnly],
  ],
  ["console_login", "flattened"],
);

/** The namespace of a whole record. */
export function cloudTrailFields(
  record: JsonObject,
  options: { readonly isNamedByIssuer: boolean; readonly hasTime: boolean; readonly payloads: PayloadForm },
): OutputObject {
  const flattened: OutputObject = {};
  const { isNamedByIssuer, hasTime, payloads } = options;
  const context = { record, isNamedByIssuer, hasTime, payloads, flattened };
  const output = applyRules(record, cloudTrail, context) ?? {};
  if (record.eventName === "ConsoleLogin")
    output.console_login = consoleLogin(objectOf(record.additionalEventData));
  for (const _ in flattened) {
    output.flattened = flattened;
    break;
  }
  return output;
}

function consoleLogin(data: JsonObject): OutputObject | undefined {
  const mobile_version = yesNo(data.MobileVersion);
  const login_to = ecsText(data.LoginTo);
  const mfa_used = yesNo(data.MFAUsed);
  if (mobile_version === undefined && login_to === undefined && mfa_used === undefined) return undefined;
  return { additional_eventdata: { mobile_version, login_to, mfa_used } };
}

function yesNo(value: unknown): boolean | undefined {
  const answer = ecsText(value);
  return answer === undefined ? undefined : answer !== "No";
}

function flag(value: unknown): unknown {
  if (typeof value === "boolean") return value;
  return value === "true" || value === "false" ? value === "true" : WRONG_SHAPE;
}

function resources(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isObject)) return WRONG_SHAPE;
  const entries = value
    .map((entry) => applyRules(entry, resource, undefined))
    .filter((entry) => entry !== undefined);
  if (entries.length < 2) return entries.length === 0 ? undefined : entries;
  const byText = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...byText.values()];
}

// What Elastic takes for no value; a match inside of a text costs a second look, nothing else.
const MAY_HAVE_NO_VALUE = /null|""|"-"|"none"|\{\}|\[\]/;

/** Once as text, complete, and once as an object without empty values. */
function payload(name: string): ReadValue<CloudTrailContext> {
  return (value, { payloads, flattened }) => {
    if (!isObject(value)) return ecsText(value);
    const json = JSON.stringify(value);
    if (json === "{}") return undefined;
    if (payloads === "text" || json.length >= MAX_FLATTENED_CHARACTERS) return json;
    const object = MAY_HAVE_NO_VALUE.test(json) ? withoutEmpty(value) : value;
    if (object !== undefined) flattened[name] = object;
    return payloads === "flattened" ? undefined : json;
  };
}

function flattenedOnly(value: unknown, { flattened }: CloudTrailContext): unknown {
  if (!isObject(value)) return WRONG_SHAPE;
  const json = textOf(value);
  if (json !== undefined && json.length >= MAX_FLATTENED_CHARACTERS) return json;
  const object = withoutEmpty(value);
  if (object !== undefined) flattened.insight_details = object;
  return undefined;
}
