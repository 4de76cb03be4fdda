import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import type { SourceConfig } from "../../lambda/contract/source-config.ts";
import { acknowledge } from "../acknowledgements.ts";
import { bucketArn, logBucketName, trailAccount, trailArn } from "../names.ts";
import { deliveryBucketStatements } from "../policies/cloudtrail-delivery.ts";
import { toPolicyStatement } from "../policy-statements.ts";

interface LogBucketProps {
  readonly config: ForwarderConfig;
  readonly key?: IKey;
  readonly accessLogs?: IBucket;
}

/** A noncurrent version stays readable at least this long, so that a message that names it can still be served. */
const LEAST_NONCURRENT_DAYS = 30;

/** The bucket that CloudTrail delivers to. */
export class LogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config, key, accessLogs }: LogBucketProps) {
    super(scope, id);
    const { source, queue } = config;
    this.bucket = new Bucket(this, "Bucket", {
      bucketName: logBucketName(config),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      encryption: key ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      encryptionKey: key,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: accessLogs ? "logs/" : undefined,
      objectLockEnabled: source.objectLock ? true : undefined,
      objectLockDefaultRetention: lockRetention(source),
      lifecycleRules: [
        {
          expiration: Duration.days(source.retentionDays),
          noncurrentVersionExpiration: Duration.days(
            Math.max(LEAST_NONCURRENT_DAYS, queue.retentionDays + queue.dlqRetentionDays + 1),
          ),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        { expiredObjectDeleteMarker: true },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const statements = deliveryBucketStatements({
      partition: Aws.PARTITION,
      bucketArn: bucketArn(logBucketName(config)),
      prefix: source.prefix,
      trailArn: trailArn(config),
      account: trailAccount(config),
      organizationId: source.organizationId,
    });
    for (const statement of statements) this.bucket.addToResourcePolicy(toPolicyStatement(statement));
    if (!accessLogs)
      acknowledge(this.bucket, {
        "AwsSolutions-S1": "Access logs were switched off: source.accessLogs is false.",
      });
  }

  /**
   * The resource itself: its own notification property needs no helper function, which `addEventNotification`
   * would bring along and which replaces rules that somebody else made.
   */
  get resource(): CfnBucket {
    const resource = this.bucket.node.defaultChild;
    if (resource instanceof CfnBucket) return resource;
    throw new Error(`${this.bucket.node.path} has no bucket resource`);
  }
}

function lockRetention({ objectLock }: SourceConfig): ObjectLockRetention | undefined {
  if (!objectLock) return undefined;
  const days = Duration.days(objectLock.days);
  return objectLock.mode === "COMPLIANCE"
    ? ObjectLockRetention.compliance(days)
    : ObjectLockRetention.governance(days);
}
