import { oneOrMany, type Statement } from "./statement.ts";

/**
 * What CloudTrail needs to deliver: statements for the log bucket and for its key.
 *
 * Source: "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key policies for CloudTrail" in the
 * CloudTrail user guide.
 */

const CLOUDTRAIL = { Service: "cloudtrail.amazonaws.com" } as const;

export interface DeliveryTarget {
  readonly partition: string;
  readonly bucketArn: string;
  /** Prefix in front of `AWSLogs/`, without slashes at its ends. */
  readonly prefix: string;
  /** For an organization trail, the ARN in the management account. */
  readonly trailArn: string;
  /** The trail's account, which is the management account for an organization trail. */
  readonly account: string;
  /** Set for an organization trail: members write below it. */
  readonly organizationId?: string;
}

/** Bucket policy statements that let one trail, and only that one, deliver. */
export function deliveryBucketStatements(target: DeliveryTarget): Statement[] {
  const { bucketArn, prefix, trailArn, account, organizationId } = target;
  const folder = `${bucketArn}/${logFolder(prefix)}`;
  const writers = organizationId ? [account, organizationId] : [account];
  return [
    {
      Sid: "CloudTrailReadsAcl",
      Effect: "Allow",
      Principal: CLOUDTRAIL,
      Action: "s3:GetBucketAcl",
      Resource: bucketArn,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      Sid: "CloudTrailWritesLogFiles",
      Effect: "Allow",
      Principal: CLOUDTRAIL,
      Action: "s3:PutObject",
      Resource: oneOrMany(writers.map((writer) => `${folder}${writer}/*`)),
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}

/** Key policy statements for the key that one trail encrypts with. */
export function deliveryKeyStatements(
  target: Pick<DeliveryTarget, "partition" | "trailArn" | "account">,
): Statement[] {
  const { partition, trailArn, account } = target;
  return [
    {
      Sid: "CloudTrailEncryptsLogFiles",
      Effect: "Allow",
      Principal: CLOUDTRAIL,
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn },
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn": `arn:${partition}:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
    {
      // Decrypt: CloudTrail checks it when the bucket has an S3 Bucket Key.
      Sid: "CloudTrailChecksKey",
      Effect: "Allow",
      Principal: CLOUDTRAIL,
      Action: ["kms:DescribeKey", "kms:Decrypt"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
  ];
}

/** Where log files start: `[prefix/]AWSLogs/`. */
export function logFolder(prefix: string): string {
  return prefix === "" ? "AWSLogs/" : `${prefix}/AWSLogs/`;
}
