import { randomUUID } from "node:crypto";
import { ACCOUNT, REGION, s3Arn } from "../account.ts";
import type { Bucket, ObjectVersion } from "./bucket.ts";
import { UNVERSIONED } from "./bucket.ts";

interface Facts {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  /** `ObjectCreated:Put`, `ObjectRemoved:Delete`, … */
  readonly eventName: string;
  readonly configurationId: string;
  readonly sequencer: string;
}

/** The body S3 sends for one object. */
export function notificationMessage({
  bucket,
  version,
  eventName,
  configurationId,
  sequencer,
}: Facts): string {
  const created = eventName.startsWith("ObjectCreated");
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: REGION,
    eventTime: new Date(version.modifiedMs).toISOString(),
    eventName,
    userIdentity: { principalId: `AWS:AROAEXAMPLE:${ACCOUNT}` },
    requestParameters: { sourceIPAddress: "127.0.0.1" },
    responseElements: { "x-amz-request-id": requestId(), "x-amz-id-2": requestId() },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: "A1EXAMPLE" },
        arn: s3Arn(bucket.name),
      },
      object: {
        key: encodeKey(version.key),
        ...(created ? { size: version.size, eTag: version.etag } : {}),
        ...(version.versionId === UNVERSIONED ? {} : { versionId: version.versionId }),
        sequencer,
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What S3 sends to a target when it is configured: a flat object, without `Records`. */
export function testEventMessage(bucket: string, now: number): string {
  return JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(now).toISOString(),
    Bucket: bucket,
    RequestId: requestId(),
    HostId: requestId(),
  });
}

/** A key as notifications spell it: form encoding (space becomes `+`), with slashes as they are. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");
}

function requestId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
}
