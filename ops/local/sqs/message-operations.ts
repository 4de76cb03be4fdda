import { notImplemented } from "../aws/aws-error.ts";
import { isObject, optionalList, optionalNumber, optionalString, requiredString } from "../aws/input.ts";
import type { JsonObject, JsonOperation } from "../aws/json-service.ts";
import { batchError, runBatch } from "./batch.ts";
import { sendInOrder } from "./fifo.ts";
import { md5Hex, md5OfAttributes, messageBytes } from "./message.ts";
import { readMessage } from "./message-input.ts";
import { messageOutput } from "./message-output.ts";
import type { Queue } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";

const LONGEST_VISIBILITY_SECONDS = 43_200;
const MESSAGE_MEMBERS = [
  "MessageBody",
  "DelaySeconds",
  "MessageAttributes",
  "MessageSystemAttributes",
  "MessageGroupId",
  "MessageDeduplicationId",
];
const MOST_BATCH_BYTES = 1_048_576;

/** Operations that send, receive and settle messages. */
export function messageOperations(store: QueueStore): Record<string, JsonOperation> {
  const queueOf = (input: JsonObject): Queue => store.byUrl(requiredString(input, "QueueUrl"));
  const onQueue = (input: JsonObject): string => queueOf(input).arn;
  return {
    SendMessage: {
      accepts: ["QueueUrl", ...MESSAGE_MEMBERS],
      resource: onQueue,
      run: (input) => sendTo(queueOf(input), input),
    },
    SendMessageBatch: {
      accepts: ["QueueUrl", "Entries"],
      action: "sqs:SendMessage",
      resource: onQueue,
      run: (input) => {
        const queue = queueOf(input);
        const bytes = optionalList(input, "Entries")
          .filter(isObject)
          .reduce((sum, { MessageBody: body }) => sum + messageBytes({ body: String(body ?? "") }), 0);
        if (bytes > MOST_BATCH_BYTES)
          throw batchError(
            "BatchRequestTooLong",
            `Batch requests cannot be longer than ${MOST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
          );
        return runBatch(input, (entry) => sendTo(queue, entry));
      },
    },
    ReceiveMessage: {
      accepts: [
        "QueueUrl",
        "MaxNumberOfMessages",
        "WaitTimeSeconds",
        "VisibilityTimeout",
        "AttributeNames",
        "MessageSystemAttributeNames",
        "MessageAttributeNames",
      ],
      resource: onQueue,
      run: async (input, { signal }) => {
        const queue = queueOf(input);
        if (queue.name.endsWith(".fifo")) throw notImplemented("receiving from FIFO queues");
        const received = await queue.receive({
          maxMessages: optionalNumber(input, "MaxNumberOfMessages", [1, 10]) ?? 1,
          waitSeconds: optionalNumber(input, "WaitTimeSeconds", [0, 20]),
          visibilitySeconds: optionalNumber(input, "VisibilityTimeout", [0, LONGEST_VISIBILITY_SECONDS]),
          signal,
        });
        const system = [...names(input, "AttributeNames"), ...names(input, "MessageSystemAttributeNames")];
        const custom = names(input, "MessageAttributeNames");
        return received.length > 0
          ? { Messages: received.map((message) => messageOutput(message, system, custom)) }
          : {};
      },
    },
    DeleteMessage: {
      accepts: ["QueueUrl", "ReceiptHandle"],
      resource: onQueue,
      run: (input) => queueOf(input).delete(requiredString(input, "ReceiptHandle")),
    },
    DeleteMessageBatch: {
      accepts: ["QueueUrl", "Entries"],
      action: "sqs:DeleteMessage",
      resource: onQueue,
      run: (input) =>
        runBatch(input, (entry) => {
          queueOf(input).delete(requiredString(entry, "ReceiptHandle"));
          return {};
        }),
    },
    ChangeMessageVisibility: {
      accepts: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
      resource: onQueue,
      run: (input) => changeVisibility(queueOf(input), input),
    },
    ChangeMessageVisibilityBatch: {
      accepts: ["QueueUrl", "Entries"],
      action: "sqs:ChangeMessageVisibility",
      resource: onQueue,
      run: (input) =>
        runBatch(input, (entry) => {
          changeVisibility(queueOf(input), entry);
          return {};
        }),
    },
  };
}

function sendTo(queue: Queue, input: JsonObject): JsonObject {
  const isFifo = queue.name.endsWith(".fifo");
  return isFifo ? sendInOrder(queue, input, Date.now(), () => send(queue, input)) : send(queue, input);
}

function send(queue: Queue, input: JsonObject): JsonObject {
  const content = readMessage(input, queue.settings.maxMessageBytes);
  const message = queue.send(content, optionalNumber(input, "DelaySeconds", [0, 900]));
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5Hex(message.body),
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
  };
}

function changeVisibility(queue: Queue, input: JsonObject): void {
  const seconds = optionalNumber(input, "VisibilityTimeout", [0, LONGEST_VISIBILITY_SECONDS]) ?? 0;
  queue.changeVisibility(requiredString(input, "ReceiptHandle"), seconds);
}

function names(input: JsonObject, member: string): string[] {
  return optionalList(input, member).map((name) => optionalString({ name }, "name") ?? "");
}
