import type { AwsState } from "../aws/emulated-aws.ts";
import { configureNotifications } from "../s3/configure-notifications.ts";
import type { StackPlan } from "../template/stack-plan.ts";

/** Makes what the template describes, in the order a deployment would: targets before those who send to them. */
export function provision(plan: StackPlan, aws: AwsState): void {
  for (const { name, attributes } of plan.queues) aws.queues.create(name, attributes);
  for (const { name, arn, subscriptions } of plan.topics) {
    aws.topics.create(name);
    for (const { queueArn, isRaw } of subscriptions) aws.topics.subscribe(arn, queueArn, isRaw);
  }
  for (const { name, type, value } of plan.parameters) aws.parameters.put(name, value, { type });
  for (const { name, ...keys } of plan.tables) aws.tables.create(name, keys);
  for (const { name, isVersioned, notifications } of plan.buckets) {
    const bucket = aws.buckets.create(name);
    if (isVersioned) bucket.versioning = "Enabled";
    if (notifications.length > 0) configureNotifications(aws.buckets, name, notifications);
  }
}
