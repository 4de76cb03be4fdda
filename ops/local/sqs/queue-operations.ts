import { AwsError } from "../aws/aws-error.ts";
import {
  optionalList,
  optionalNumber,
  optionalString,
  optionalStringMap,
  requiredString,
} from "../aws/input.ts";
import type { JsonObject, JsonOperation } from "../aws/json-service.ts";
import type { Queue } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";

/** Operations on queues themselves. */
export function queueOperations(store: QueueStore): Record<string, JsonOperation> {
  const queueOf = (input: JsonObject): Queue => store.byUrl(requiredString(input, "QueueUrl"));
  const onQueue = (input: JsonObject): string => queueOf(input).arn;
  return {
    CreateQueue: {
      accepts: ["QueueName", "Attributes"],
      run: (input) => ({
        QueueUrl: store.urlOf(
          store.create(requiredString(input, "QueueName"), optionalStringMap(input, "Attributes")),
        ),
      }),
    },
    DeleteQueue: {
      accepts: ["QueueUrl"],
      resource: onQueue,
      run: (input) => store.delete(queueOf(input)),
    },
    GetQueueUrl: {
      accepts: ["QueueName"],
      run: (input) => ({ QueueUrl: store.urlOf(store.byName(requiredString(input, "QueueName"))) }),
    },
    ListQueues: {
      accepts: ["QueueNamePrefix", "MaxResults", "NextToken"],
      run: (input) => {
        const limit = optionalNumber(input, "MaxResults", [1, 1000]) ?? 1000;
        const from = Number(optionalString(input, "NextToken") ?? 0);
        const prefix = optionalString(input, "QueueNamePrefix") ?? "";
        const urls = store
          .all()
          .filter(({ name }) => name.startsWith(prefix))
          .map((queue) => store.urlOf(queue));
        const isMore = urls.length > from + limit;
        return {
          ...(urls.length > 0 ? { QueueUrls: urls.slice(from, from + limit) } : {}),
          ...(isMore && input.MaxResults !== undefined ? { NextToken: String(from + limit) } : {}),
        };
      },
    },
    GetQueueAttributes: {
      accepts: ["QueueUrl", "AttributeNames"],
      resource: onQueue,
      run: (input) => {
        const asked = optionalList(input, "AttributeNames").map(String);
        const all = describe(queueOf(input));
        const unknown = asked.find((name) => name !== "All" && !KNOWN_ATTRIBUTES.has(name));
        if (unknown) throw new AwsError("InvalidAttributeName", 400, `Unknown Attribute ${unknown}.`);
        const given = Object.entries(all).filter(([name]) => asked.includes("All") || asked.includes(name));
        return given.length > 0 ? { Attributes: Object.fromEntries(given) } : {};
      },
    },
    SetQueueAttributes: {
      accepts: ["QueueUrl", "Attributes"],
      resource: onQueue,
      run: (input) => queueOf(input).setAttributes(optionalStringMap(input, "Attributes")),
    },
    PurgeQueue: {
      accepts: ["QueueUrl"],
      resource: onQueue,
      run: (input) => queueOf(input).purge(),
    },
    ListDeadLetterSourceQueues: {
      accepts: ["QueueUrl"],
      resource: onQueue,
      run: (input) => {
        const { arn } = queueOf(input);
        const sources = store.all().filter(({ settings }) => settings.redrive?.deadLetterTargetArn === arn);
        return { queueUrls: sources.map((queue) => store.urlOf(queue)) };
      },
    },
  };
}

const KNOWN_ATTRIBUTES = new Set([
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "DelaySeconds",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "LastModifiedTimestamp",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "Policy",
  "QueueArn",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
]);

function describe(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    SqsManagedSseEnabled: "true",
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
  };
}
