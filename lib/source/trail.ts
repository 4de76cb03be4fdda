import { Aws } from "aws-cdk-lib";
import { CfnTrail } from "aws-cdk-lib/aws-cloudtrail";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Construct, type IDependable } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { trailName } from "../names.ts";
import { eventSelectors } from "./trail-selectors.ts";

interface TrailProps {
  readonly config: ForwarderConfig;
  readonly bucket: Bucket;
  readonly key?: IKey;
  /** Roles that read the log files: their own data events are not recorded. */
  readonly readers: readonly IRole[];
  readonly topic?: TrailTopic;
}

/** The topic that CloudTrail announces log files to. */
export interface TrailTopic {
  readonly arn: string;
  /** Its policy, when this stack makes it. */
  readonly policy?: IDependable;
}

/**
 * The trail. The L1 resource, because the L2 adds no key policy, no `aws:SourceArn` to the bucket policy and knows no
 * advanced event selectors.
 */
export class Trail extends Construct {
  constructor(scope: Construct, id: string, { config, bucket, key, readers, topic }: TrailProps) {
    super(scope, id);
    const { prefix, trail, organizationId } = config.source;
    const resource = new CfnTrail(this, "Resource", {
      trailName: trailName(config),
      isLogging: true,
      isMultiRegionTrail: true,
      isOrganizationTrail: organizationId === undefined ? undefined : true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      s3KeyPrefix: prefix === "" ? undefined : prefix,
      kmsKeyId: key?.keyArn,
      snsTopicName: topic?.arn,
      advancedEventSelectors: eventSelectors(trail, readers.map(sessionsOf)),
      insightSelectors: some(trail?.insights.map((insightType) => ({ insightType }))),
      aggregationConfigurations: trail?.aggregation.length
        ? [{ eventCategory: "Data", templates: trail.aggregation }]
        : undefined,
    });
    // CloudTrail tries bucket and topic while the trail is created.
    if (bucket.policy) resource.node.addDependency(bucket.policy);
    if (topic?.policy) resource.node.addDependency(topic.policy);
  }
}

/** How the ARNs of a role's sessions start. */
function sessionsOf(role: IRole): string {
  return `arn:${Aws.PARTITION}:sts::${Aws.ACCOUNT_ID}:assumed-role/${role.roleName}/`;
}

function some<Item>(items: Item[] | undefined): Item[] | undefined {
  return items && items.length > 0 ? items : undefined;
}
