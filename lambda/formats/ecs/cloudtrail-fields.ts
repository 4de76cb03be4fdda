import { keyOf, pieceOf } from "../json-key.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import type { Draft } from "./draft.ts";
import {
  elsewhere,
  fieldName,
  fieldRules,
  type Output,
  otherField,
  text,
  type WriteValue,
  writeEntries,
} from "./field-rules.ts";
import { kindFieldNames } from "./kind-fields.ts";
import { putFlattened, putOddPayload, putPayloadText, readPayload } from "./payloads.ts";
import { writeResources } from "./resources.ts";
import type { Tls } from "./tls.ts";

/** `aws.cloudtrail.*`: what ECS has no field for, under the names Elastic's detection rules read. */

const EVENT_TIME = fieldName("event_time");
const REQUEST_ID = fieldName("request_id");
const SHARED_EVENT_ID = fieldName("shared_event_id");
const VPC_ENDPOINT_ID = fieldName("vpc_endpoint_id");
const ERROR_MESSAGE = fieldName("error_message");
const REQUEST_PARAMETERS = fieldName("request_parameters");
const RESPONSE_ELEMENTS = fieldName("response_elements");
const ADDITIONAL_EVENTDATA = fieldName("additional_eventdata");
const SERVICE_EVENT_DETAILS = fieldName("service_event_details");
const INSIGHT_DETAILS = fieldName("insight_details");

interface OtherOutput extends Output {
  readonly hasEventId: boolean;
}

/** How aggregated events spell it. */
const eventId: WriteValue<OtherOutput> = (value, name, output) => {
  if (output.hasEventId) text(value, name, output);
};

/** Fields that few records have. */
const otherFields = fieldRules<OtherOutput>(
  [
    ["eventId", "event_id", eventId],
    ["vpcEndpointAccountId", "vpc_endpoint_account_id", text],
    ["insightDetails", "insight_details", elsewhere],
  ],
  [
    ...kindFieldNames,
    ...[
      EVENT_TIME,
      REQUEST_ID,
      SHARED_EVENT_ID,
      VPC_ENDPOINT_ID,
      ERROR_MESSAGE,
      REQUEST_PARAMETERS,
      RESPONSE_ELEMENTS,
      ADDITIONAL_EVENTDATA,
      SERVICE_EVENT_DETAILS,
      ...["resources", "tls_details", "user_identity", "source_ip_address", "user_agent"].map(fieldName),
    ].flatMap(({ name }) => [name, `${name}_text`]),
    "console_login",
    "flattened",
  ],
);

/** Writes the namespace behind what the kind and the caller give to it; its braces are to come. */
export function writeCloudTrail(draft: Draft, tls: Tls, hasTime: boolean): void {
  const { record, json, text: read } = draft;
  if (!hasTime) json.put(EVENT_TIME.text, read(record.eventTime));
  json.put(REQUEST_ID.text, read(record.requestID));
  json.put(SHARED_EVENT_ID.text, read(record.sharedEventID));
  json.put(VPC_ENDPOINT_ID.text, read(record.vpcEndpointId));
  json.put(ERROR_MESSAGE.text, read(record.errorMessage));
  if (tls.details) json.add(tls.details);
  writeResources(record.resources, draft);
  if (record.others.length > 0) {
    writeEntries(record.others, otherFields, {
      json,
      text: read,
      hasEventId: read(record.eventID) !== undefined,
    });
  }
  if (record.eventName === "ConsoleLogin") writeConsoleLogin(objectOf(record.additionalEventData), draft);
  writePayloads(draft);
}

function writePayloads(draft: Draft): void {
  const { record, json, request, response, form } = draft;
  const additional = readPayload(record.additionalEventData);
  const details = readPayload(record.serviceEventDetails);
  const insight = readPayload(otherField(record, "insightDetails"));
  putPayloadText(REQUEST_PARAMETERS, request, form, draft);
  putPayloadText(RESPONSE_ELEMENTS, response, form, draft);
  putPayloadText(ADDITIONAL_EVENTDATA, additional, form, draft);
  putPayloadText(SERVICE_EVENT_DETAILS, details, form, draft);
  putOddPayload(INSIGHT_DETAILS, insight, draft);
  json.open('"flattened":{');
  if (form !== "text") {
    putFlattened(REQUEST_PARAMETERS, request, draft);
    putFlattened(RESPONSE_ELEMENTS, response, draft);
    putFlattened(ADDITIONAL_EVENTDATA, additional, draft);
    putFlattened(SERVICE_EVENT_DETAILS, details, draft);
  }
  putFlattened(INSIGHT_DETAILS, insight, draft);
  json.close();
}

const MOBILE_VERSION = pieceOf('"mobile_version":');
const LOGIN_TO = keyOf("login_to");
const MFA_USED = pieceOf('"mfa_used":');

function writeConsoleLogin(data: JsonObject, { json, text }: Draft): void {
  json.open('"console_login":{');
  json.open(ADDITIONAL_EVENTDATA.object);
  putYesNo(MOBILE_VERSION, text(data.MobileVersion));
  json.put(LOGIN_TO, text(data.LoginTo));
  putYesNo(MFA_USED, text(data.MFAUsed));
  json.close();
  json.close();

  function putYesNo(key: typeof MFA_USED, answer: string | undefined): void {
    if (answer !== undefined) json.putJson(key, answer === "No" ? "false" : "true");
  }
}
