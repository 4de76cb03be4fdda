import type { QueueAttributes } from "../sqs/queue-attributes.ts";
import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { QueuePlan } from "./stack-plan.ts";

/** Properties of `AWS::SQS::Queue` that are no attributes of a queue. */
const NO_ATTRIBUTES = new Set(["QueueName", "Tags"]);

/** Queues with their attributes; the emulated SQS refuses those it does not know. */
export function readQueues(ofType: ResourcesOfType, intrinsics: Intrinsics): QueuePlan[] {
  return ofType("AWS::SQS::Queue").map(({ logicalId, properties }) => ({
    name: intrinsics.nameOf(logicalId),
    arn: intrinsics.arnOf(logicalId),
    attributes: attributesOf(properties),
  }));
}

function attributesOf(properties: Readonly<Record<string, unknown>>): QueueAttributes {
  const attributes = Object.entries(properties).filter(([name]) => !NO_ATTRIBUTES.has(name));
  return Object.fromEntries(
    attributes.map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}
