import type { RawRecord, RecordSource } from "../../types.ts";
import { type Extras, provenanceJson } from "../envelope.ts";
import { isoTime } from "../event-time.ts";
import { isIpAddress } from "../ip-address.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { outcomeOf } from "../outcome.ts";
import { categoriesOf } from "./categories.ts";
import { type PayloadForm, writeCloudTrail } from "./cloudtrail-fields.ts";
import { relatedAddresses, relatedHosts, relatedUsers } from "./related.ts";
import { type EcsUser, isNamedByIssuer, readUser, type UserIdKind } from "./user.ts";
import { ecsText } from "./values.ts";

/** The schema version that Elastic's pipeline names. */
export const ECS_VERSION = "8.11.0";

export interface EcsSettings {
  readonly userId: UserIdKind;
  readonly isExtended: boolean;
  readonly payloads: PayloadForm;
}

/** One record as an ECS document. */
export function ecsDocument(
  { value: record }: RawRecord,
  source: RecordSource,
  settings: EcsSettings,
  extras: Extras,
): string {
  const identity = objectOf(record.userIdentity);
  const parameters = objectOf(record.requestParameters);
  const window = objectOf(record.timeWindow);
  const received = source.receivedMs === undefined ? undefined : new Date(source.receivedMs).toISOString();
  const writer = new JsonWriter();

  writer.text('"@timestamp":', isoTime(record.eventTime) ?? isoTime(window.windowStart) ?? received);
  writer.json('"ecs":', `{"version":"${ECS_VERSION}"}`);
  writeEvent(writer, record, window, settings, received, extras.raw);
  writeCloud(writer, record, identity);

  const address = ecsText(record.sourceIPAddress);
  const isIp = address !== undefined && isIpAddress(address);
  const sourceGroup = writer.open('"source":');
  writer.text('"address":', address);
  if (isIp) writer.text('"ip":', address);
  writer.close(sourceGroup);

  const user = readUser(record, identity, parameters, settings.userId);
  writeUser(writer, user);
  writeGroup(writer, record, parameters);
  if (identity.type === "AWSService") {
    const service = writer.open('"service":');
    writer.text('"name":', ecsText(identity.invokedBy));
    writer.close(service);
  }
  const agent = writer.open('"user_agent":');
  writer.text('"original":', ecsText(record.userAgent));
  writer.close(agent);
  const serverName = writeTls(writer, objectOf(record.tlsDetails));

  const related = writer.open('"related":');
  writer.texts('"user":', relatedUsers(user, identity));
  writer.texts('"ip":', relatedAddresses(isIp ? address : undefined, record));
  writer.texts('"hosts":', relatedHosts(record, parameters, serverName, address, isIp));
  writer.close(related);

  const aws = writer.open('"aws":');
  const cloudTrail = writer.open('"cloudtrail":');
  writeCloudTrail(writer, record, {
    isNamedByIssuer: isNamedByIssuer(identity.type),
    payloads: settings.payloads,
  });
  writer.close(cloudTrail);
  writer.close(aws);

  writer.json('"cloudtrail_forwarder":', provenanceJson(extras.provenance));
  return writer.end();
}

function writeEvent(
  writer: JsonWriter,
  record: JsonObject,
  window: JsonObject,
  settings: EcsSettings,
  received: string | undefined,
  original: string | undefined,
): void {
  const isAggregate = record.eventCategory === "Aggregated" || record.eventType === "AwsAggregatedEvent";
  const { category, type } = categoriesOf(record.eventName, settings.isExtended);
  const event = writer.open('"event":');
  writer.json('"kind":', '"event"');
  writer.text('"id":', ecsText(record.eventID) ?? ecsText(record.eventId));
  writer.text('"action":', ecsText(record.eventName));
  writer.text('"provider":', ecsText(record.eventSource));
  writer.json('"category":', category);
  writer.json('"type":', type);
  // A summary of many calls has no outcome of its own.
  writer.text('"outcome":', isAggregate ? "unknown" : outcomeOf(record));
  writer.text('"created":', received);
  writer.text('"start":', isoTime(window.windowStart));
  writer.text('"end":', isoTime(window.windowEnd));
  writer.text('"original":', original);
  writer.close(event);
}

const AWS_HOST = ".amazonaws.com";

function writeCloud(writer: JsonWriter, record: JsonObject, identity: JsonObject): void {
  const provider = ecsText(record.eventSource);
  const account =
    ecsText(identity.accountId) ?? ecsText(record.recipientAccountId) ?? ecsText(record.accountId);
  const cloud = writer.open('"cloud":');
  writer.json('"provider":', '"aws"');
  writer.text('"region":', ecsText(record.awsRegion));
  if (account !== undefined) {
    const group = writer.open('"account":');
    writer.text('"id":', account);
    writer.close(group);
  }
  if (provider?.endsWith(AWS_HOST) && provider !== AWS_HOST) {
    const service = writer.open('"service":');
    writer.text('"name":', provider.slice(0, -AWS_HOST.length));
    writer.close(service);
  }
  writer.close(cloud);
}

function writeUser(writer: JsonWriter, user: EcsUser): void {
  const group = writer.open('"user":');
  writer.text('"name":', user.name);
  writer.text('"id":', user.id);
  writer.text('"email":', user.email);
  const target = writer.open('"target":');
  writer.text('"name":', user.targetName);
  writer.text('"id":', user.targetId);
  writer.close(target);
  const changes = writer.open('"changes":');
  writer.text('"name":', user.newName);
  writer.close(changes);
  writer.close(group);
}

function writeGroup(writer: JsonWriter, record: JsonObject, parameters: JsonObject): void {
  const group = writer.open('"group":');
  writer.text('"name":', ecsText(parameters.groupName));
  writer.text('"id":', ecsText(objectOf(objectOf(record.responseElements).group).groupId));
  writer.close(group);
}

const TLS_VERSION = /^([^v]+)v(.+)$/s;

/** Writes `tls.*` and gives the server name. */
function writeTls(writer: JsonWriter, details: JsonObject): string | undefined {
  // Some records hold the field names as values.
  if (details.tlsVersion === "tlsVersion") return undefined;
  const version = ecsText(details.tlsVersion);
  const parts = version === undefined ? null : TLS_VERSION.exec(version);
  const serverName = ecsText(details.clientProvidedHostHeader);
  const tls = writer.open('"tls":');
  writer.text('"version":', parts ? parts[2] : version);
  writer.text('"version_protocol":', parts?.[1]?.toLowerCase());
  writer.text('"cipher":', ecsText(details.cipherSuite));
  if (serverName !== undefined) {
    const client = writer.open('"client":');
    writer.text('"server_name":', serverName);
    writer.close(client);
  }
  writer.close(tls);
  return serverName;
}
