import type { Enrichment, RawRecord, RecordSource } from "../../types.ts";
import { type Extras, PROVENANCE_NAMESPACE, provenanceObject } from "../envelope.ts";
import { isoOfMs, isoTime } from "../event-time.ts";
import { isIpAddress } from "../ip-address.ts";
import { type JsonObject, objectOf } from "../json-value.ts";
import { outcomeOf } from "../outcome.ts";
import { locationFields, networkFields } from "./address-fields.ts";
import { categoriesOf } from "./categories.ts";
import { cloudTrailFields, type PayloadForm } from "./cloudtrail-fields.ts";
import { relatedAddresses, relatedHosts, relatedUsers } from "./related.ts";
import { type EcsUser, isNamedByIssuer, readUser, type UserIdKind } from "./user.ts";
import { userAgentOf } from "./user-agent.ts";
import { ecsText } from "./values.ts";

/** The schema version that Elastic's pipeline names. */
export const ECS_VERSION = "8.11.0";
const ECS = { version: ECS_VERSION };

export interface EcsSettings {
  readonly userId: UserIdKind;
  readonly isExtended: boolean;
  readonly payloads: PayloadForm;
  readonly isAgentParsed: boolean;
}

/** One record as an ECS document. Members that are undefined are not written. */
export function ecsDocument(
  { value: record }: RawRecord,
  source: RecordSource,
  settings: EcsSettings,
  extras: Extras,
  enrichment?: Enrichment,
): JsonObject {
  const identity = objectOf(record.userIdentity);
  const parameters = objectOf(record.requestParameters);
  const window = objectOf(record.timeWindow);
  const eventTime = isoTime(record.eventTime);
  const created = isoOfMs(source.receivedMs);
  const address = ecsText(record.sourceIPAddress);
  const ip = address !== undefined && isIpAddress(address) ? address : undefined;
  const user = readUser(record, identity, parameters, settings.userId);
  const tls = tlsOf(objectOf(record.tlsDetails));
  const agent = ecsText(record.userAgent);
  return {
    "@timestamp": eventTime ?? isoTime(window.windowStart) ?? created,
    ecs: ECS,
    event: eventOf(record, window, settings, created, extras.raw),
    cloud: cloudOf(record, identity, enrichment),
    source:
      address === undefined
        ? undefined
        : { address, ip, geo: locationFields(enrichment?.location), as: networkFields(enrichment?.network) },
    user: userOf(user),
    group: group({
      name: ecsText(parameters.groupName),
      id: ecsText(objectOf(objectOf(record.responseElements).group).groupId),
    }),
    service: identity.type === "AWSService" ? group({ name: ecsText(identity.invokedBy) }) : undefined,
    user_agent: agent === undefined ? undefined : userAgentOf(agent, settings.isAgentParsed),
    tls,
    related: group({
      user: relatedUsers(user, identity),
      ip: relatedAddresses(ip, record),
      hosts: relatedHosts(record, parameters, tls?.client?.server_name, address, ip !== undefined),
    }),
    aws: {
      cloudtrail: cloudTrailFields(record, {
        isNamedByIssuer: isNamedByIssuer(identity.type),
        hasTime: eventTime !== undefined,
        payloads: settings.payloads,
      }),
    },
    [PROVENANCE_NAMESPACE]: provenanceObject(extras.provenance),
  };
}

/** The object, or undefined when none of its members has a value. */
function group<Members extends object>(members: Members): Members | undefined {
  for (const name in members) if (members[name] !== undefined) return members;
  return undefined;
}

function eventOf(
  record: JsonObject,
  window: JsonObject,
  settings: EcsSettings,
  created: string | undefined,
  original: string | undefined,
): JsonObject {
  const isAggregate = record.eventCategory === "Aggregated" || record.eventType === "AwsAggregatedEvent";
  const { category, type } = categoriesOf(record.eventName, settings.isExtended);
  return {
    kind: "event",
    id: ecsText(record.eventID) ?? ecsText(record.eventId),
    action: ecsText(record.eventName),
    provider: ecsText(record.eventSource),
    category,
    type,
    // A summary of many calls has no outcome of its own.
    outcome: isAggregate ? "unknown" : outcomeOf(record),
    created,
    start: isoTime(window.windowStart),
    end: isoTime(window.windowEnd),
    original,
  };
}

const AWS_HOST = ".amazonaws.com";

function cloudOf(record: JsonObject, identity: JsonObject, enrichment: Enrichment | undefined): JsonObject {
  const provider = ecsText(record.eventSource);
  const id = ecsText(identity.accountId) ?? ecsText(record.recipientAccountId) ?? ecsText(record.accountId);
  const isAws = provider !== undefined && provider.length > AWS_HOST.length && provider.endsWith(AWS_HOST);
  return {
    provider: "aws",
    region: ecsText(record.awsRegion),
    account: id === undefined ? undefined : { id, name: accountName(id, record, enrichment) },
    service: isAws ? { name: provider.slice(0, -AWS_HOST.length) } : undefined,
  };
}

/** The account that stands in `cloud.account.id` is the caller's, which enrichment names only where it is another one. */
function accountName(id: string, record: JsonObject, enrichment: Enrichment | undefined): string | undefined {
  const recipientId = ecsText(record.recipientAccountId) ?? ecsText(record.accountId);
  return (id === recipientId ? enrichment?.recipient : enrichment?.caller)?.name;
}

function userOf(user: EcsUser): JsonObject | undefined {
  return group({
    name: user.name,
    id: user.id,
    email: user.email,
    target: group({ name: user.targetName, id: user.targetId }),
    changes: user.newName === undefined ? undefined : { name: user.newName },
  });
}

interface Tls {
  readonly version?: string;
  readonly version_protocol?: string;
  readonly cipher?: string;
  readonly client?: { readonly server_name: string };
}

const TLS_VERSION = /^([A-Za-z]+)v(\d[\d.]*)$/;

/** `TLSv1.3` is protocol `tls`, version `1.3`; what does not split is the version. */
function tlsOf(details: JsonObject): Tls | undefined {
  // Some records hold the field names as values.
  if (details.tlsVersion === "tlsVersion") return undefined;
  const version = ecsText(details.tlsVersion);
  const parts = version === undefined ? null : TLS_VERSION.exec(version);
  const serverName = ecsText(details.clientProvidedHostHeader);
  return group({
    version: parts ? parts[2] : version,
    version_protocol: parts?.[1]?.toLowerCase(),
    cipher: ecsText(details.cipherSuite),
    client: serverName === undefined ? undefined : { server_name: serverName },
  });
}
