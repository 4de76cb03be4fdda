import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../lambda/contract/config.ts";
import { acknowledge } from "./acknowledgements.ts";

interface RejectStoreProps {
  readonly config: ForwarderConfig;
  /** Where S3 writes who read the rejects; absent when the stack has no access-log bucket. */
  readonly accessLogs?: IBucket;
}

/**
 * The bucket that keeps what can never be forwarded. Apart from the log bucket: a reject must never announce itself
 * as a log file.
 */
export class RejectStore extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { config, accessLogs }: RejectStoreProps) {
    super(scope, id);
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: accessLogs ? "rejects/" : undefined,
      lifecycleRules: [
        {
          expiration: Duration.days(config.rejects.retentionDays),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (!accessLogs)
      acknowledge(this.bucket, {
        "AwsSolutions-S1": "This stack has no access-log bucket (adopt mode, or source.accessLogs is false).",
      });
  }
}
