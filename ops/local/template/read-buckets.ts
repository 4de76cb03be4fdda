import { ENVIRONMENT } from "../../../lambda/contract/environment.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import type { NotificationRule } from "../s3/notification-rule.ts";
import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { BucketPlan, PipelinePlan } from "./stack-plan.ts";
import { isProperties, type Properties, TemplateError } from "./template.ts";

const KNOWN_CONFIGURATIONS = ["QueueConfigurations", "TopicConfigurations", "EventBridgeConfiguration"];

/** Buckets of the stack, and buckets it adopts by giving them notifications. */
export function readBuckets(ofType: ResourcesOfType, intrinsics: Intrinsics): BucketPlan[] {
  const created = ofType("AWS::S3::Bucket").map(({ logicalId, properties }): BucketPlan => {
    const configuration = properties.NotificationConfiguration;
    return {
      name: intrinsics.nameOf(logicalId),
      isVersioned:
        isProperties(properties.VersioningConfiguration) &&
        properties.VersioningConfiguration.Status === "Enabled",
      sendsToEventBridge: isProperties(configuration) && configuration.EventBridgeConfiguration !== undefined,
      notifications: isProperties(configuration) ? nativeRules(logicalId, configuration) : [],
    };
  });
  const adopted = ofType("Custom::S3BucketNotifications").map(({ logicalId, properties }): BucketPlan => {
    const configuration = properties.NotificationConfiguration;
    return {
      name: String(properties.BucketName),
      isVersioned: true,
      sendsToEventBridge: isProperties(configuration) && configuration.EventBridgeConfiguration !== undefined,
      notifications: isProperties(configuration) ? customRules(logicalId, configuration) : [],
    };
  });
  return mergeByName([...created, ...adopted]);
}

/**
 * Adds the buckets that the functions read and the stack does not make: adopted ones. Such a bucket sends its events to
 * EventBridge, as the stack expects of it where it has rules.
 */
export function withAdopted(
  buckets: readonly BucketPlan[],
  pipelines: readonly PipelinePlan[],
): BucketPlan[] {
  const named = pipelines.flatMap(({ spec }) => logBucketsOf(spec));
  const adopted = [...new Set(named)].filter((name) => !buckets.some((bucket) => bucket.name === name));
  return [
    ...buckets,
    ...adopted.map((name) => ({ name, isVersioned: true, sendsToEventBridge: true, notifications: [] })),
  ];
}

/** The buckets whose objects a function forwards, as its environment names them. */
export function logBucketsOf({ environment }: FunctionSpec): string[] {
  return (environment[ENVIRONMENT.logBuckets] ?? "").split(",").filter(Boolean);
}

function mergeByName(plans: readonly BucketPlan[]): BucketPlan[] {
  const byName = new Map<string, BucketPlan>();
  for (const plan of plans) {
    const first = byName.get(plan.name);
    byName.set(
      plan.name,
      first ? { ...first, notifications: [...first.notifications, ...plan.notifications] } : plan,
    );
  }
  return [...byName.values()];
}

/** `NotificationConfiguration` of `AWS::S3::Bucket`. */
function nativeRules(logicalId: string, configuration: Properties): NotificationRule[] {
  refuseOthers(logicalId, configuration, KNOWN_CONFIGURATIONS);
  const rule = (kind: NotificationRule["kind"], target: string) => (entry: Properties, index: number) => ({
    id: `${logicalId}-${kind}-${index}`,
    kind,
    targetArn: String(entry[target]),
    events: [String(entry.Event)],
    ...filterOf(isProperties(entry.Filter) ? entry.Filter.S3Key : undefined, "Rules"),
  });
  return [
    ...listOf(configuration.QueueConfigurations).map(rule("queue", "Queue")),
    ...listOf(configuration.TopicConfigurations).map(rule("topic", "Topic")),
  ];
}

/** The same in the spelling of the S3 API, as CDK's custom resource has it. */
export function customRules(logicalId: string, configuration: Properties): NotificationRule[] {
  refuseOthers(logicalId, configuration, KNOWN_CONFIGURATIONS);
  const rule = (kind: NotificationRule["kind"], target: string) => (entry: Properties, index: number) => ({
    id: String(entry.Id ?? `${logicalId}-${kind}-${index}`),
    kind,
    targetArn: String(entry[target]),
    events: Array.isArray(entry.Events) ? entry.Events.map(String) : [],
    ...filterOf(isProperties(entry.Filter) ? entry.Filter.Key : undefined, "FilterRules"),
  });
  return [
    ...listOf(configuration.QueueConfigurations).map(rule("queue", "QueueArn")),
    ...listOf(configuration.TopicConfigurations).map(rule("topic", "TopicArn")),
  ];
}

function filterOf(key: unknown, member: string): { prefix: string; suffix: string } {
  const found = { prefix: "", suffix: "" };
  for (const { Name, Value } of listOf(isProperties(key) ? key[member] : undefined)) {
    const name = String(Name).toLowerCase();
    if (name === "prefix" || name === "suffix") found[name] = String(Value);
  }
  return found;
}

function refuseOthers(logicalId: string, configuration: Properties, known: readonly string[]): void {
  const other = Object.keys(configuration).find((name) => !known.includes(name));
  if (other)
    throw new TemplateError(
      `${logicalId}: notifications by ${other} are not emulated; accepted: ${known.join(", ")}`,
    );
}

export function listOf(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}
