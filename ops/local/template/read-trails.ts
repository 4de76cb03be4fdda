import type { ResourcesOfType } from "./read-template.ts";
import type { TrailPlan } from "./stack-plan.ts";

/** Trails that announce their log files to a topic; of the others nothing is seen here. */
export function readTrails(ofType: ResourcesOfType): TrailPlan[] {
  return ofType("AWS::CloudTrail::Trail").flatMap(({ properties }) =>
    properties.SnsTopicName === undefined
      ? []
      : [{ bucket: String(properties.S3BucketName), topicArn: String(properties.SnsTopicName) }],
  );
}
