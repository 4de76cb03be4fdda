import type { CloudTrailRecord } from "../../../lambda/types.ts";

/** When the test's records happened, and shortly after it. */
export const EVENT_TIME = "2026-02-03T04:05:06Z";
export const NOW_MS = Date.parse(EVENT_TIME) + 300_000;

/** Records that differ in account, region, identity, outcome, kind and alphabet; their ids are unique. */
export function sampleRecords(count = 24): CloudTrailRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const variant = VARIANTS[index % VARIANTS.length] ?? {};
    // Aggregated records spell it in another way.
    const name = variant.eventCategory === "Aggregated" ? "eventId" : "eventID";
    return { ...variant, [name]: eventId(index) };
  });
}

/** A record with a request that large. */
export function largeRecord(bytes: number, index = 99): CloudTrailRecord {
  return { ...VARIANTS[0], eventID: eventId(index), requestParameters: { content: "x".repeat(bytes) } };
}

export function eventId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

const role = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLE:i-0123456789abcdef0",
  arn: "arn:aws:sts::111122223333:assumed-role/Web/i-0123456789abcdef0",
  accountId: "111122223333",
  accessKeyId: "ASIAEXAMPLE",
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      arn: "arn:aws:iam::111122223333:role/Web",
      userName: "Web",
      accountId: "111122223333",
    },
    attributes: { creationDate: "20260203T040000Z", mfaAuthenticated: "false" },
  },
};

const base = {
  eventVersion: "1.11",
  userIdentity: role,
  eventTime: EVENT_TIME,
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  awsRegion: "eu-central-1",
  sourceIPAddress: "192.0.2.7",
  userAgent: "[aws-cli/2.0 Python/3.11]",
  requestParameters: { bucketName: "example", Host: "example.s3.amazonaws.com", key: 'a "quoted"\\path\n' },
  responseElements: null,
  requestID: "REQ1",
  readOnly: true,
  eventType: "AwsApiCall",
  managementEvent: false,
  recipientAccountId: "111122223333",
  eventCategory: "Data",
  tlsDetails: { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", keyExchange: "X25519" },
};

const VARIANTS: readonly CloudTrailRecord[] = [
  base,
  {
    ...base,
    awsRegion: "us-east-1",
    recipientAccountId: "444455556666",
    eventName: "PutObject",
    readOnly: false,
  },
  {
    ...base,
    errorCode: "AccessDenied",
    errorMessage: "not authorized\twith a tab, ünïcode and 日本語 \u2028 and 🙂",
  },
  {
    ...base,
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    userIdentity: {
      type: "IAMUser",
      arn: "arn:aws:iam::111122223333:user/alice",
      userName: "alice",
      accountId: "111122223333",
    },
    additionalEventData: { MFAUsed: "Yes", LoginTo: "https://console.aws.amazon.com/" },
    responseElements: { ConsoleLogin: "Success" },
    sourceIPAddress: "2001:db8::1",
  },
  {
    eventVersion: "1.09",
    eventTime: EVENT_TIME,
    awsRegion: "us-east-1",
    eventType: "AwsCloudTrailInsight",
    recipientAccountId: "111122223333",
    sharedEventID: "shared-1",
    insightDetails: {
      state: "Start",
      eventSource: "ec2.amazonaws.com",
      eventName: "RunInstances",
      insightType: "ApiCallRateInsight",
    },
    eventCategory: "Insight",
  },
  {
    ...base,
    userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com", onBehalfOf: { userId: "u-1" } },
    sourceIPAddress: "ec2.amazonaws.com",
    resources: [{ ARN: "arn:aws:s3:::example", accountId: "111122223333", type: "AWS::S3::Bucket" }],
    serviceEventDetails: { note: "x" },
    someFutureField: { nested: [1, 2.5, true, null, "text"] },
  },
  {
    eventVersion: "1.0",
    accountId: "111122223333",
    eventCategory: "Aggregated",
    eventType: "AwsAggregatedEvent",
    awsRegion: "us-east-1",
    eventSource: "s3.amazonaws.com",
    timeWindow: { windowStart: EVENT_TIME, windowEnd: "2026-02-03T04:10:06Z", windowSize: "PT5M" },
    summary: { primaryDimension: { dimension: "eventName", statistics: [{ name: "GetObject", value: 3 }] } },
  },
];
