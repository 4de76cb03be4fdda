import type { AwsState } from "../aws/emulated-aws.ts";
import type { Announcer } from "../s3/bucket.ts";
import { configureNotifications } from "../s3/configure-notifications.ts";
import type { NotificationRule } from "../s3/notification-rule.ts";
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
  for (const bucketPlan of plan.buckets) {
    const bucket = aws.buckets.create(bucketPlan.name);
    if (bucketPlan.isVersioned) bucket.versioning = "Enabled";
    bucket.announcers = announcersOf(bucketPlan, plan, aws);
    const rules = rulesOf(bucketPlan, plan);
    if (rules.length > 0) configureNotifications(aws.buckets, bucketPlan.name, rules);
  }
}

function announcersOf({ name, sendsToEventBridge }: BucketPlan, plan: StackPlan, aws: AwsState): Announcer[] {
  const trails = plan.trails.filter(({ bucketName }) => bucketName === name);
  return [
    ...(sendsToEventBridge && plan.eventRules.length > 0 ? [eventBridge(name, plan.eventRules, aws)] : []),
    ...trails.map((trail) => trailNotice(name, trail, aws)),
  ];
}

/**
 * The rules of a bucket. An adopted one has none in the template: where the stack has no event rules it waits for others
 * to announce log files to its topic or queue, and here the bucket does.
 */
function rulesOf(
  { notifications, sendsToEventBridge }: BucketPlan,
  plan: StackPlan,
): readonly NotificationRule[] {
  const isAdopted = sendsToEventBridge && notifications.length === 0;
  if (!isAdopted || plan.eventRules.length > 0) return notifications;
  const [topic] = plan.topics;
  const [pipeline] = plan.pipelines;
  const targetArn = topic?.arn ?? pipeline?.queueArn;
  if (targetArn === undefined) return [];
  const kind = topic ? "topic" : "queue";
  return [{ id: "adopted", kind, targetArn, events: ["s3:ObjectCreated:*"], prefix: "", suffix: ".json.gz" }];
}
