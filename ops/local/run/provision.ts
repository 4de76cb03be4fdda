import type { AwsState } from "../aws/aws-state.ts";
import type { Announcer } from "../s3/bucket.ts";
import { configureNotifications } from "../s3/configure-notifications.ts";
import type { BucketPlan, StackPlan } from "../template/stack-plan.ts";
import { eventBridge, trailNotice } from "./announcers.ts";

/** Makes what the template describes, in the order a deployment would: targets before those who send to them. */
export function provision(plan: StackPlan, aws: AwsState): void {
  for (const { name, attributes } of plan.queues) aws.queues.create(name, attributes);
  for (const { arn, subscriptions } of plan.topics) {
    aws.topics.create(arn.split(":").at(-1) ?? arn, arn);
    for (const { queueArn, isRaw } of subscriptions) aws.topics.subscribe(arn, queueArn, isRaw);
  }
  for (const { name, type, value } of plan.parameters) aws.parameters.put(name, value, { type });
  for (const { name, ...keys } of plan.tables) aws.tables.create(name, keys);
  // CloudTrail tries a topic with a text of its own when one is set on a trail.
  for (const { topicArn } of plan.trails)
    aws.topics.publish(topicArn, { message: "CloudTrail validation message." });
  for (const bucketPlan of plan.buckets) {
    const bucket = aws.buckets.create(bucketPlan.name);
    if (bucketPlan.isVersioned) bucket.versioning = "Enabled";
    bucket.announcers = announcersOf(bucketPlan, plan, aws);
    const { name, notifications } = bucketPlan;
    if (notifications.length > 0) configureNotifications(aws.buckets, name, notifications);
  }
}

function announcersOf({ name, sendsToEventBridge }: BucketPlan, plan: StackPlan, aws: AwsState): Announcer[] {
  const trails = plan.trails.filter(({ bucketName }) => bucketName === name);
  return [
    ...(sendsToEventBridge && plan.eventRules.length > 0 ? [eventBridge(name, plan.eventRules, aws)] : []),
    ...trails.map((trail) => trailNotice(name, trail, aws)),
  ];
}
