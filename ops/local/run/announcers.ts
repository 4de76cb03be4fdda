import type { AwsState } from "../aws/aws-state.ts";
import { matchesPattern } from "../events/event-pattern.ts";
import { objectCreatedEvent } from "../events/object-created.ts";
import type { Announcer } from "../s3/bucket.ts";
import type { EventRulePlan, TrailPlan } from "../template/stack-plan.ts";

/** Tells EventBridge rules of a bucket's new objects; says whether any rule wanted it. */
export function eventBridge(bucket: string, rules: readonly EventRulePlan[], aws: AwsState): Announcer {
  return (version) => {
    const event = objectCreatedEvent(bucket, version);
    const wanting = rules.filter(({ pattern }) => matchesPattern(pattern, event));
    for (const { targetArns } of wanting)
      for (const arn of targetArns) aws.queues.byArn(arn)?.send({ body: JSON.stringify(event) });
    return wanting.length > 0;
  };
}

/** The trail's own notice of a log file that it delivered: keys as they are, several of them possible. */
export function trailNotice(bucket: string, { topicArn }: TrailPlan, aws: AwsState): Announcer {
  return ({ key }) => {
    const isLogFile = /(^|\/)AWSLogs\/.+\.json\.gz$/.test(key);
    if (isLogFile)
      aws.topics.publish(topicArn, { message: JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] }) });
    return isLogFile;
  };
}
