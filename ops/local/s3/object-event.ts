import { randomUUID } from "node:crypto";
import { ACCOUNT, REGION, s3Arn } from "../account.ts";
import type { ObjectVersion } from "./bucket.ts";
import { UNVERSIONED } from "./bucket.ts";

interface Facts {
  readonly bucket: string;
  readonly version: Pick<ObjectVersion, "key" | "versionId" | "size" | "etag" | "modifiedMs">;
  readonly sequencer: string;
}

/**
 * "Object Created" as S3 tells EventBridge; keys are not encoded.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectCreatedEvent({ bucket, version, sequencer }: Facts) {
  const { key, versionId, size, etag, modifiedMs } = version;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Object Created",
    source: "aws.s3",
    account: ACCOUNT,
    time: `${new Date(modifiedMs).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [s3Arn(bucket)],
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key,
        size,
        etag,
        ...(versionId === UNVERSIONED ? {} : { "version-id": versionId }),
        sequencer,
      },
      "request-id": "C3D13FE58DE4C810",
      requester: "cloudtrail.amazonaws.com",
      "source-ip-address": "127.0.0.1",
      reason: "PutObject",
    },
  };
}
