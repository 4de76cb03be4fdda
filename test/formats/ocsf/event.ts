import { ocsf } from "../../../lambda/formats/ocsf/index.ts";
import type { CloudTrailRecord } from "../../../lambda/types.ts";
import { rawRecord } from "../../support/cloudtrail/corpus.ts";
import { eventFaults } from "../../support/ocsf/check-event.ts";
import type { Version } from "../../support/ocsf/schemas.ts";

export interface Settings {
  readonly version?: Version;
  readonly mode?: "standard" | "rich";
  readonly provenance?: boolean;
  readonly includeRaw?: boolean;
  readonly key?: string;
  readonly receivedMs?: number;
}

/** The event of a record, parsed; fails the test when it is not valid. */
export function eventOf(record: CloudTrailRecord, settings: Settings = {}): Record<string, unknown> {
  const { version = "1.8.0", mode = "standard", key = "AWSLogs/x", receivedMs, ...envelope } = settings;
  const format = ocsf.create({ type: "ocsf", version, mode, ...envelope });
  const text = String(format.normalize(rawRecord(record), { bucket: "trail-bucket", key, receivedMs }));
  expect(eventFaults(text, version)).toEqual([]);
  return JSON.parse(text) as Record<string, unknown>;
}

/** The value at a dotted path of an event; undefined when a step is missing. */
export function at(event: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value === undefined ? undefined : Object(value)[name]), event);
}

/** A call by an IAM user, with anything changed. */
export function call(changes: CloudTrailRecord = {}): CloudTrailRecord {
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDAEXAMPLEAAAAAAAAA",
      arn: "arn:aws:iam::111122223333:user/ana",
      accountId: "111122223333",
      accessKeyId: "AKIAEXAMPLEAAAAAAAAA",
      userName: "ana",
    },
    eventTime: "2026-02-03T04:05:06Z",
    eventSource: "ec2.amazonaws.com",
    eventName: "DescribeInstances",
    awsRegion: "eu-central-1",
    sourceIPAddress: "203.0.113.7",
    requestID: "0c5f1c1e-0001",
    eventID: "7a3c1f0e-1111-4222-8333-000000000001",
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
    eventCategory: "Management",
    ...changes,
  };
}
