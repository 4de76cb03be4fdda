import { AwsError, notImplemented } from "../aws/aws-error.ts";
import { invalidAttribute } from "./sqs-errors.ts";

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** The settings that shape a queue's behaviour; times are in seconds of queue time. */
export interface QueueSettings {
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly maxMessageBytes: number;
  readonly redrive?: RedrivePolicy;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  MaximumMessageSize: "1048576",
};

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1_024, 1_048_576],
};

/** Settings that are kept and given back, and change nothing on a laptop. */
const WITHOUT_EFFECT = new Set([
  "Policy",
  "RedriveAllowPolicy",
  "SqsManagedSseEnabled",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
]);

/** The attributes of a queue, as SetQueueAttributes takes and GetQueueAttributes gives them: all of them text. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** Adds attributes to those a queue has. @throws {AwsError} for unknown names and values out of range. */
export function mergeAttributes(current: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  for (const [name, value] of Object.entries(changes)) checkAttribute(name, value);
  const merged = { ...DEFAULTS, ...current, ...changes };
  // An empty policy takes the policy away.
  if (merged.RedrivePolicy === "") delete merged.RedrivePolicy;
  return merged;
}

function checkAttribute(name: string, value: string): void {
  const range = RANGES[name];
  if (range) {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < range[0] || number > range[1]) throw invalidAttribute(name, value);
  } else if (name === "RedrivePolicy") {
    if (value !== "") parseRedrivePolicy(value);
  } else if (name === "FifoQueue" || name === "ContentBasedDeduplication") {
    throw notImplemented("FIFO queues");
  } else if (!WITHOUT_EFFECT.has(name)) {
    throw new AwsError("InvalidAttributeName", 400, `Unknown Attribute ${name}.`);
  }
}

export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const seconds = (name: string): number => Number(attributes[name] ?? DEFAULTS[name]);
  return {
    visibilitySeconds: seconds("VisibilityTimeout"),
    delaySeconds: seconds("DelaySeconds"),
    retentionSeconds: seconds("MessageRetentionPeriod"),
    waitSeconds: seconds("ReceiveMessageWaitTimeSeconds"),
    maxMessageBytes: seconds("MaximumMessageSize"),
    redrive: attributes.RedrivePolicy ? parseRedrivePolicy(attributes.RedrivePolicy) : undefined,
  };
}

function parseRedrivePolicy(text: string): RedrivePolicy {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
    const count = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === "string" && Number.isInteger(count) && count >= 1 && count <= 1000)
      return { deadLetterTargetArn, maxReceiveCount: count };
  } catch {
    // refused below
  }
  throw invalidAttribute("RedrivePolicy", text);
}
