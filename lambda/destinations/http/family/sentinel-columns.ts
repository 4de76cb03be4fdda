import type { NormalizedEvent } from "../../../types.ts";
import { isoTimeOf } from "./record-fields.ts";

/**
 * Columns of the table AWSCloudTrail, in the types that the Ingestion API wants
 * (https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/awscloudtrail).
 */

type Kind = "text" | "boolean" | "json" | "time";

const COLUMNS: readonly (readonly [column: string, kind: Kind, path: string])[] = [
  ["AwsEventId", "text", "eventID"],
  ["EventVersion", "text", "eventVersion"],
  ["EventSource", "text", "eventSource"],
  ["EventTypeName", "text", "eventType"],
  ["EventName", "text", "eventName"],
  ["UserIdentityType", "text", "userIdentity.type"],
  ["UserIdentityPrincipalid", "text", "userIdentity.principalId"],
  ["UserIdentityArn", "text", "userIdentity.arn"],
  ["UserIdentityAccountId", "text", "userIdentity.accountId"],
  ["UserIdentityInvokedBy", "text", "userIdentity.invokedBy"],
  ["UserIdentityAccessKeyId", "text", "userIdentity.accessKeyId"],
  ["UserIdentityUserName", "text", "userIdentity.userName"],
  ["SessionMfaAuthenticated", "boolean", "userIdentity.sessionContext.attributes.mfaAuthenticated"],
  ["SessionCreationDate", "time", "userIdentity.sessionContext.attributes.creationDate"],
  ["SessionIssuerType", "text", "userIdentity.sessionContext.sessionIssuer.type"],
  ["SessionIssuerPrincipalId", "text", "userIdentity.sessionContext.sessionIssuer.principalId"],
  ["SessionIssuerArn", "text", "userIdentity.sessionContext.sessionIssuer.arn"],
  ["SessionIssuerAccountId", "text", "userIdentity.sessionContext.sessionIssuer.accountId"],
  ["SessionIssuerUserName", "text", "userIdentity.sessionContext.sessionIssuer.userName"],
  ["EC2RoleDelivery", "text", "userIdentity.sessionContext.ec2RoleDelivery"],
  ["AWSRegion", "text", "awsRegion"],
  ["SourceIpAddress", "text", "sourceIPAddress"],
  ["UserAgent", "text", "userAgent"],
  ["ErrorCode", "text", "errorCode"],
  ["ErrorMessage", "text", "errorMessage"],
  ["RequestParameters", "json", "requestParameters"],
  ["ResponseElements", "json", "responseElements"],
  ["Resources", "json", "resources"],
  ["ServiceEventDetails", "json", "serviceEventDetails"],
  ["AwsRequestId_", "text", "requestID"],
  ["APIVersion", "text", "apiVersion"],
  ["ReadOnly", "boolean", "readOnly"],
  ["ManagementEvent", "boolean", "managementEvent"],
  ["RecipientAccountId", "text", "recipientAccountId"],
  ["SharedEventId", "text", "sharedEventID"],
  ["VpcEndpointId", "text", "vpcEndpointId"],
  ["Category", "text", "eventCategory"],
  ["TlsVersion", "text", "tlsDetails.tlsVersion"],
  ["CipherSuite", "text", "tlsDetails.cipherSuite"],
  ["ClientProvidedHostHeader", "text", "tlsDetails.clientProvidedHostHeader"],
];

const byPath = new Map(COLUMNS.map(([column, kind, path]) => [path, { column, kind }]));
/** Objects that are taken apart; every other object stays together. */
const opened = new Set(COLUMNS.flatMap(([, , path]) => parentsOf(path)));

/** The key in `AdditionalEventData` below which everything stands that has no column of its own. */
const LEFTOVERS = "cloudtrail";

/** The record as a row. What no column can hold goes into `AdditionalEventData`, so that nothing disappears. */
export function sentinelRow(event: NormalizedEvent): string {
  const { record = {}, time } = event;
  const row: Record<string, unknown> = { TimeGenerated: isoTimeOf(event) };
  const leftovers: [string, unknown][] = [];
  const visit = (value: object, prefix: string): void => {
    for (const [key, child] of Object.entries(value)) {
      const path = prefix + key;
      const column = byPath.get(path);
      const cell = column && cellOf(child, column.kind);
      if (column && cell !== undefined) row[column.column] = cell;
      else if (opened.has(path) && isOpenable(child)) visit(child, `${path}.`);
      else if (!(path === "eventTime" && time !== undefined) && path !== "additionalEventData")
        leftovers.push([path, child]);
    }
  };
  visit(record, "");
  const { additionalEventData } = record;
  const additional = additionalData(
    additionalEventData,
    leftovers.filter(([, value]) => value !== null),
  );
  if (additional !== undefined) row.AdditionalEventData = additional;
  return JSON.stringify(row);
}

function additionalData(data: unknown, leftovers: readonly [string, unknown][]): string | undefined {
  const has = data !== undefined && data !== null;
  if (leftovers.length === 0) return has ? JSON.stringify(data) : undefined;
  const own = has && typeof data === "object" && !Array.isArray(data) ? data : has ? { value: data } : {};
  return JSON.stringify({ ...own, [LEFTOVERS]: Object.fromEntries(leftovers) });
}

/** The cell for a value; undefined when its type does not fit the column. */
function cellOf(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "boolean":
      if (typeof value === "boolean") return value;
      return value === "true" ? true : value === "false" ? false : undefined;
    case "json":
      return JSON.stringify(value);
    case "time":
      return typeof value === "string" ? isoTime(value) : undefined;
  }
}

/** CloudTrail writes session times as `2024-01-02T03:04:05Z` and as `20240102T030405Z`. */
function isoTime(text: string): string | undefined {
  const extended = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const time = Date.parse(extended);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function isOpenable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parentsOf(path: string): string[] {
  const steps = path.split(".");
  return steps.slice(1).map((_, count) => steps.slice(0, count + 1).join("."));
}
