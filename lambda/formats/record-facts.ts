import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { actorName } from "./actor-name.ts";
import { recordTimeMs } from "./event-time.ts";
import { isIpAddress } from "./ip-address.ts";
import { arrayOf, isObject, objectOf, scalarText, textOf } from "./json-value.ts";
import { outcomeOf, signInOutcome } from "./outcome.ts";

/**
 * What a format with few slots says about a record, most important first: a format that must cut, cuts at the end.
 * Everything is text unless it says otherwise; what the record does not hold is undefined.
 */
export interface RecordFacts {
  /** ms since the epoch. */
  readonly time?: number;
  readonly eventId?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** Undefined for Insights and aggregated events: they tell of many calls. */
  readonly outcome?: "success" | "failure";
  readonly errorCode?: string;
  /** Source address when it is an IP address. */
  readonly ip?: string;
  /** Source address when it is anything else: a service's host name, `AWS Internal`, a broken address. */
  readonly sourceName?: string;
  readonly actor: string;
  readonly arn?: string;
  readonly userType?: string;
  readonly principalId?: string;
  readonly accessKeyId?: string;
  readonly mfa?: string;
  /** The user, role or group that is acted on. */
  readonly target?: string;
  readonly resources: readonly string[];
  readonly userAgent?: string;
  readonly errorMessage?: string;
  readonly readOnly?: string;
  readonly category?: string;
  readonly issuerArn?: string;
  readonly policy?: string;
  readonly url?: string;
  /** What was asked for, found or counted: the field's name and its value as JSON text. */
  readonly payload?: { readonly field: string; readonly text: string };
  readonly eventVersion?: string;
  /** 0 to 10. */
  readonly severity: number;
}

/** Reads the facts; Insights and aggregated events answer from where they hold them. */
export function factsOf({ value: record }: RawRecord): RecordFacts {
  const identity = objectOf(record.userIdentity);
  const session = objectOf(identity.sessionContext);
  const parameters = objectOf(record.requestParameters);
  const additional = objectOf(record.additionalEventData);
  const insight = objectOf(record.insightDetails);
  const address = textOf(record.sourceIPAddress);
  const isIp = address !== undefined && isIpAddress(address);
  const isCall = !isObject(record.insightDetails) && !isObject(record.summary);
  const outcome = isCall ? callOutcome(record) : undefined;
  return {
    time: recordTimeMs(record),
    eventId: textOf(record.eventID) ?? textOf(record.eventId),
    eventName: textOf(record.eventName) ?? textOf(insight.eventName) ?? (isCall ? undefined : "Aggregate"),
    eventSource: textOf(record.eventSource) ?? textOf(insight.eventSource),
    accountId: textOf(record.recipientAccountId) ?? textOf(record.accountId) ?? textOf(identity.accountId),
    region: textOf(record.awsRegion),
    outcome,
    errorCode: textOf(record.errorCode) ?? textOf(insight.errorCode),
    ip: isIp ? address : undefined,
    sourceName: isIp ? undefined : address,
    actor: actorName(record),
    arn: textOf(identity.arn),
    userType: textOf(identity.type),
    principalId: textOf(identity.principalId),
    accessKeyId: textOf(identity.accessKeyId),
    mfa: textOf(objectOf(session.attributes).mfaAuthenticated) ?? textOf(additional.MFAUsed),
    target:
      scalarText(parameters.userName) ?? scalarText(parameters.roleName) ?? scalarText(parameters.groupName),
    resources: resourceArns(record),
    userAgent: textOf(record.userAgent),
    errorMessage: textOf(record.errorMessage),
    readOnly: textOf(record.readOnly),
    category: textOf(record.eventCategory),
    issuerArn: textOf(objectOf(session.sessionIssuer).arn),
    policy: scalarText(parameters.policyArn) ?? scalarText(parameters.policyName),
    url: scalarText(additional.LoginTo),
    payload: payloadOf(record, "requestParameters", "insightDetails", "summary"),
    eventVersion: textOf(record.eventVersion),
    severity: severityOf(record, outcome),
  };
}

function callOutcome(record: CloudTrailRecord): RecordFacts["outcome"] {
  const said = signInOutcome(record, scalarText(record.eventName) ?? "");
  if (said === undefined) return outcomeOf(record);
  return said === "Failure" ? "failure" : "success";
}

function resourceArns(record: CloudTrailRecord): string[] {
  const arns = arrayOf(record.resources).map((resource) =>
    isObject(resource) ? (scalarText(resource.ARN) ?? scalarText(resource.ARNPrefix)) : undefined,
  );
  return [...new Set(arns.filter((arn) => arn !== undefined))];
}

/** The first of the fields that holds something. */
function payloadOf(record: CloudTrailRecord, ...fields: readonly string[]): RecordFacts["payload"] {
  for (const field of fields) {
    const text = textOf(record[field]);
    if (text !== undefined) return { field, text };
  }
  return undefined;
}

const DENIED = /AccessDenied|UnauthorizedOperation/;

/** 8: the root user, a failed console login; 7: denied; 5: another error; 3: all else. */
function severityOf(record: CloudTrailRecord, outcome: RecordFacts["outcome"]): number {
  if (objectOf(record.userIdentity).type === "Root") return 8;
  if (outcome !== "failure") return 3;
  if (record.eventName === "ConsoleLogin") return 8;
  return DENIED.test(textOf(record.errorCode) ?? "") ? 7 : 5;
}
