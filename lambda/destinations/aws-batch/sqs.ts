import { z } from "zod";
import { arnParts, keyArn, resourceArn } from "../../contract/aws-fields.ts";
import type { EventFacts, NormalizedEvent } from "../../types.ts";
import { awsClientOptions } from "../aws-client.ts";
import { placeOf, recordText } from "../event-facts.ts";
import { oversizeField } from "../oversize.ts";
import { defineAwsBatch, type ItemError, oneCall, textOf } from "./define-aws-batch.ts";
import { shortId } from "./short-id.ts";

/** Record fields that consumers filter on without parsing the body. */
const ATTRIBUTES = ["eventName", "eventSource", "awsRegion"] as const;

/**
 * Amazon SQS, `SendMessageBatch`: 10 messages and 1 MiB in all, attributes included.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const sqs = defineAwsBatch({
  type: "sqs",
  summary: "An Amazon SQS queue, standard or FIFO: one event per message.",
  config: z.strictObject({
    type: z.literal("sqs").meta({ description: "Selects this destination." }),
    queueArn: resourceArn(
      "sqs",
      "[\\w-]{1,80}(\\.fifo)?",
      "arn:aws:sqs:eu-central-1:111122223333:siem-events",
    ).meta({
      description: "ARN of the queue; a name that ends in `.fifo` is a FIFO queue.",
      examples: ["arn:aws:sqs:eu-central-1:111122223333:siem-events"],
    }),
    messageGroup: z.enum(["account", "event"]).default("account").meta({
      description:
        "FIFO only: `account` keeps an account's events in order, `event` lets all be received side by side.",
    }),
    kmsKeyArn: keyArn().optional().meta({ description: "Customer managed key of the queue, if it has one." }),
    ...oversizeField,
  }),
  defaultFormat: "raw",
  limits: () => ({ maxBatchBytes: 1_048_576, maxBatchEvents: 10, maxEventBytes: 1_048_576 }),
  framing: () => ({ wrap: messageBody, overheadBytes: attributeBytes }),
  grants: ({ queueArn, kmsKeyArn }) => [
    { actions: ["sqs:SendMessage"], resources: [queueArn] },
    ...(kmsKeyArn ? [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [kmsKeyArn] }] : []),
  ],
  target: ({ queueArn }) => `SQS queue ${queueArn}`,
  open: async ({ queueArn, messageGroup }) => {
    const { SendMessageBatchCommand, SQSClient } = await import("@aws-sdk/client-sqs");
    const { region } = arnParts(queueArn);
    const client = new SQSClient({ ...awsClientOptions(region), useQueueUrlAsEndpoint: false });
    const QueueUrl = queueUrl(queueArn);
    const isFifo = queueArn.endsWith(".fifo");
    return (batch) =>
      oneCall(batch, async (items, abortSignal) => {
        const Entries = items.map(({ entry, event }, at) => ({
          Id: String(at),
          MessageBody: textOf(entry),
          MessageAttributes: Object.fromEntries(
            attributesOf(event).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
          ),
          ...(isFifo && fifoIds(event, messageGroup)),
        }));
        const command = new SendMessageBatchCommand({ QueueUrl, Entries });
        const { Successful = [], Failed = [] } = await client.send(command, { abortSignal });
        const taken = new Set(Successful.map(({ Id }) => Id));
        const errors = new Map(Failed.map(({ Id, ...error }) => [Id, error]));
        return Entries.map(({ Id }): ItemError => {
          const error = errors.get(Id);
          if (!error && taken.has(Id)) return undefined;
          const code = error?.Code ?? "InternalFailure";
          // `SenderFault: false` says that the queue is to blame, whatever the code.
          if (error && !error.SenderFault) return { code, message: error.Message, status: 500 };
          return { code, message: error?.Message ?? "the answer does not name the message" };
        });
      });
  },
});

function queueUrl(queueArn: string): string {
  const { partition, region, account, resource } = arnParts(queueArn);
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://sqs.${region}.${suffix}/${account}/${resource}`;
}

/** The same call seen in two accounts is two messages; one file that is read twice within five minutes is one. */
function fifoIds(event: EventFacts, by: "account" | "event") {
  const account = placeOf(event).account ?? "unknown";
  return {
    MessageGroupId: by === "account" ? account : shortId(event.id, 100),
    MessageDeduplicationId: `${account}.${shortId(event.id, 100)}`,
  };
}

/** Whatever XML 1.0 does not know: SQS refuses the message for it. JSON text holds such characters only unescaped. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function messageBody({ body }: NormalizedEvent): string {
  return textOf(body).replace(
    NOT_XML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Name and value of each attribute; a value that SQS would refuse is left out. */
function attributesOf(event: EventFacts): [name: string, value: string][] {
  return ATTRIBUTES.flatMap((name): [string, string][] => {
    const value = recordText(event, name);
    return value !== undefined && /^[\x20-\x7e]{1,256}$/.test(value) ? [[name, value]] : [];
  });
}

/** Name, type and value count. */
function attributeBytes(event: EventFacts): number {
  return attributesOf(event).reduce(
    (sum, [name, value]) => sum + name.length + "String".length + value.length,
    0,
  );
}
