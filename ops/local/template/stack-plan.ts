import type { MappingSpec } from "../lambda/event-source-mapping.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import type { NotificationRule } from "../s3/notification-rule.ts";
import type { QueueAttributes } from "../sqs/queue-attributes.ts";
import type { Properties } from "./template.ts";

/** What has to be made so that the stack runs; every value is the template's. */
export interface StackPlan {
  readonly buckets: readonly BucketPlan[];
  readonly queues: readonly QueuePlan[];
  readonly topics: readonly TopicPlan[];
  readonly eventRules: readonly EventRulePlan[];
  readonly trails: readonly TrailPlan[];
  readonly parameters: readonly ParameterPlan[];
  readonly tables: readonly TablePlan[];
  /** Where log files are read from, in the order of the configuration; empty when the stack does not say. */
  readonly logFolders: readonly LogFolder[];
  readonly offeredRoles: readonly OfferedRole[];
  readonly pipelines: readonly PipelinePlan[];
}

export interface BucketPlan {
  readonly name: string;
  readonly isVersioned: boolean;
  readonly sendsToEventBridge: boolean;
  readonly notifications: readonly NotificationRule[];
}

export interface QueuePlan {
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
}

export interface TopicPlan {
  readonly arn: string;
  /** Whether it is not the stack's own. */
  readonly isForeign: boolean;
  readonly subscriptions: readonly { readonly queueArn: string; readonly isRaw: boolean }[];
}

export interface EventRulePlan {
  readonly pattern: Properties;
  readonly targetArns: readonly string[];
}

/** A trail that tells a topic of its log files. */
export interface TrailPlan {
  readonly bucketName: string;
  readonly topicArn: string;
}

/** A part of a bucket that log files are in. */
export interface LogFolder {
  readonly bucket: string;
  /** `[prefix/]AWSLogs/` */
  readonly folder: string;
}

/** A role of another account that the function takes on. */
export interface OfferedRole {
  readonly arn: string;
  readonly externalId?: string;
  readonly statements: readonly PolicyStatement[];
}

export interface TablePlan {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
}

export interface ParameterPlan {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** A function and the queue that feeds it. */
export interface PipelinePlan {
  readonly spec: FunctionSpec;
  readonly statements: readonly PolicyStatement[];
  readonly queueArn: string;
  readonly mapping: MappingSpec;
}

/** A statement of the function's role, without its conditions. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}
