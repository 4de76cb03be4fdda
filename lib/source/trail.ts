import { CfnTrail } from "aws-cdk-lib/aws-cloudtrail";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { trailName } from "../names.ts";

interface TrailProps {
  readonly config: ForwarderConfig;
  readonly bucket: Bucket;
  readonly key: IKey;
}

/**
 * The trail. The L1 resource, because the L2 adds no key policy, no `aws:SourceArn` to the bucket policy and knows no
 * advanced event selectors.
 */
export class Trail extends Construct {
  readonly resource: CfnTrail;

  constructor(scope: Construct, id: string, { config, bucket, key }: TrailProps) {
    super(scope, id);
    const { prefix } = config.source;
    this.resource = new CfnTrail(this, "Resource", {
      trailName: trailName(config),
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      s3KeyPrefix: prefix === "" ? undefined : prefix,
      kmsKeyId: key.keyArn,
    });
    // CloudTrail tries the bucket while the trail is created.
    if (bucket.policy) this.resource.node.addDependency(bucket.policy);
  }
}
