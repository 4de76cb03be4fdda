import type { AwsState } from "../aws/emulated-aws.ts";
import { configureNotifications } from "../s3/configure-notifications.ts";
import type { StackPlan } from "../template/stack-plan.ts";
import { VALIDATION_MESSAGE } from "../trail/trail-message.ts";

/** Makes what the template describes, in the order a deployment would: targets before those who send to them. */
export function provision(plan: StackPlan, aws: AwsState): void {
  for (const { name, attributes } of plan.queues) aws.queues.create(name, attributes);
  for (const { name, arn, subscriptions } of plan.topics) {
    aws.topics.create(name, arn);
    for (const { queueArn, isRaw } of subscriptions) aws.topics.subscribe(arn, queueArn, isRaw);
  }
  for (const { name, type, value } of plan.parameters) aws.parameters.put(name, value, { type });
  for (const rule of plan.eventRules) aws.events.put(rule);
  for (const { name, isVersioned, notifications, sendsEvents } of plan.buckets) {
    const bucket = aws.buckets.create(name);
    if (isVersioned) bucket.versioning = "Enabled";
    bucket.sendsEvents = sendsEvents;
    if (notifications.length > 0) configureNotifications(aws.buckets, name, notifications);
  }
  for (const { bucket, topicArn } of plan.trails) startAnnouncing(aws, bucket, [topicArn]);
}

/** What the owners of adopted buckets have, and do when they are handed what the stack prints. */
export function provideAdopted({ adoptedBuckets }: StackPlan, aws: AwsState): void {
  for (const { name, notifications, sendsEvents, trailTopics } of adoptedBuckets) {
    aws.buckets.create(name).sendsEvents = sendsEvents;
    if (notifications.length > 0) configureNotifications(aws.buckets, name, notifications);
    startAnnouncing(aws, name, trailTopics);
  }
}

/** CloudTrail tries a topic with a text of its own when the topic is set. */
function startAnnouncing(aws: AwsState, bucket: string, topicArns: readonly string[]): void {
  const target = aws.buckets.get(bucket);
  target.trailTopics = [...target.trailTopics, ...topicArns];
  for (const arn of topicArns) aws.topics.publish(arn, { message: VALIDATION_MESSAGE });
}
