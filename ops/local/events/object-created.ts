import { randomUUID } from "node:crypto";
import { ACCOUNT, REGION, s3Arn } from "../account.ts";
import { type ObjectVersion, UNVERSIONED } from "../s3/bucket.ts";

/** The event S3 sends to EventBridge for a new object. The key is as it is: not encoded, unlike in notifications. */
export function objectCreatedEvent(bucket: string, version: ObjectVersion) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Object Created",
    source: "aws.s3",
    account: ACCOUNT,
    time: new Date(version.modifiedMs).toISOString().replace(/\.\d+Z$/, "Z"),
    region: REGION,
    resources: [s3Arn(bucket)],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key: version.key,
        size: version.size,
        etag: version.etag,
        ...(version.versionId === UNVERSIONED ? {} : { "version-id": version.versionId }),
        sequencer: version.modifiedMs.toString(16).toUpperCase().padStart(18, "0"),
      },
      "request-id": randomUUID().slice(0, 16).toUpperCase(),
      requester: ACCOUNT,
      "source-ip-address": "127.0.0.1",
      reason: "PutObject",
    },
  };
}
