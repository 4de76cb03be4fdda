import type { ResourcesOfType } from "./resolved-resource.ts";
import type { EventRulePlan, TrailPlan } from "./stack-plan.ts";
import { isProperties, TemplateError } from "./template.ts";

const TARGET_PROPERTIES = ["Id", "Arn", "DeadLetterConfig", "RetryPolicy"];

/** EventBridge rules that send events to queues as they are. */
export function readEventRules(ofType: ResourcesOfType): EventRulePlan[] {
  return ofType("AWS::Events::Rule").map(({ logicalId, properties }) => {
    const { EventPattern: pattern, Targets } = properties;
    if (!isProperties(pattern))
      throw new TemplateError(`${logicalId}: only rules with an event pattern are emulated`);
    const targets = Array.isArray(Targets) ? Targets.filter(isProperties) : [];
    for (const target of targets) {
      const other = Object.keys(target).find((name) => !TARGET_PROPERTIES.includes(name));
      if (other || !String(target.Arn).includes(":sqs:"))
        throw new TemplateError(
          `${logicalId}: only plain queues are emulated as a target, got ${other ?? String(target.Arn)}`,
        );
    }
    return { pattern, targetArns: targets.map(({ Arn }) => String(Arn)) };
  });
}

/** Trails that announce their log files through a topic. */
export function readTrails(ofType: ResourcesOfType): TrailPlan[] {
  return ofType("AWS::CloudTrail::Trail").flatMap(({ properties }) => {
    const { S3BucketName, SnsTopicName } = properties;
    return SnsTopicName === undefined
      ? []
      : [{ bucketName: String(S3BucketName), topicArn: String(SnsTopicName) }];
  });
}
