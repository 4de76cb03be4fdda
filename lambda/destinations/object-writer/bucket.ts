import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { z } from "zod";
import { bucketArn, keyArn, keyPrefix } from "../../contract/aws-fields.ts";
import { wholeNumber } from "../../contract/fields.ts";
import type { Framing } from "../../encode/framing.ts";
import { awsClientOptions } from "../aws-client.ts";
import { awsFailure } from "../aws-failure.ts";
import type { BatchLimits, Grant } from "../define-destination.ts";
import type { Item } from "../settle.ts";

const gzipInThreadPool = promisify(gzip);

/** As for request bodies: half of the time of level 6 for two fifths more bytes. */
const GZIP_LEVEL = 1;

/** Options that everything shares that writes objects. */
export const bucketFields = {
  bucketArn: bucketArn().meta({
    description: "ARN of the bucket to write to; never the part of a bucket that log files are read from.",
    examples: ["arn:aws:s3:::siem-archive"],
  }),
  prefix: keyPrefix()
    .default("")
    .meta({ description: "Key prefix in front of everything that is written.", examples: ["cloudtrail"] }),
  region: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z]+)+-\d$/, { error: "expected a region like eu-central-1" })
    .optional()
    .meta({ description: "Region of the bucket; default the function's own." }),
  bucketOwner: z
    .string()
    .regex(/^\d{12}$/, { error: "expected an account id of 12 digits, as text" })
    .optional()
    .meta({ description: "Account that owns the bucket; S3 refuses to write when another one does." }),
  kmsKeyArn: keyArn()
    .optional()
    .meta({ description: "KMS key to encrypt with; default the bucket's own setting." }),
  maxObjectBytes: wholeNumber(100_000, 64_000_000).default(16_000_000).meta({
    description:
      "Most events of one batch, in bytes before compression. A batch is held in memory and becomes one object for each place its events belong in.",
  }),
};

const bucketConfig = z.object(bucketFields);
export type BucketConfig = z.output<typeof bucketConfig>;

/** A batch is cut into objects when it is written, so that one batch is all the batcher has to know. */
export function bucketLimits({ maxObjectBytes }: BucketConfig): BatchLimits {
  return { maxBatchBytes: maxObjectBytes, maxBatchEvents: 100_000, maxEventBytes: maxObjectBytes };
}

/** What writing needs; `folder` narrows it to the part of the bucket that is written. */
export function bucketGrants({ bucketArn: arn, kmsKeyArn }: BucketConfig, folder: string): Grant[] {
  return [
    { actions: ["s3:PutObject"], resources: [`${arn}/${folder}*`] },
    ...(kmsKeyArn ? [{ actions: ["kms:GenerateDataKey"], resources: [kmsKeyArn] }] : []),
  ];
}

/** The bucket's name. */
export function bucketName({ bucketArn: arn }: BucketConfig): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}

/** Writes an object once: a key that exists already counts as written, because keys are made of what is in them. */
export type PutOnce = (key: string, content: Uint8Array, signal: AbortSignal) => Promise<void>;

/** Opens the bucket. The content is compressed; S3 sees gzip bytes without a content encoding, as readers of `.gz` expect. */
export async function openBucket(config: BucketConfig): Promise<PutOnce> {
  const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client(awsClientOptions(config.region));
  const Bucket = bucketName(config);
  const encryption = config.kmsKeyArn && {
    ServerSideEncryption: "aws:kms" as const,
    SSEKMSKeyId: config.kmsKeyArn,
  };
  return async (Key, content, abortSignal) => {
    const command = new PutObjectCommand({
      Bucket,
      Key,
      Body: await gzipInThreadPool(content, { level: GZIP_LEVEL }),
      ContentType: "application/gzip",
      IfNoneMatch: "*",
      ExpectedBucketOwner: config.bucketOwner,
      ...encryption,
    });
    try {
      await client.send(command, { abortSignal });
    } catch (error) {
      if ((error as Error).name === "PreconditionFailed") return;
      throw awsFailure(error, `s3://${Bucket}/${Key}`);
    }
  };
}

/** The content of one object. */
export function joinItems(items: readonly Item[], framing: Framing): Buffer {
  const parts: (string | Uint8Array)[] = [framing.prefix];
  for (const [at, { entry }] of items.entries()) {
    if (at > 0) parts.push(framing.separator);
    parts.push(entry);
  }
  parts.push(framing.suffix);
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}
