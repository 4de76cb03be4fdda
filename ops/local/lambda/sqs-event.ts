import { REGION } from "../account.ts";
import { type MessageAttributes, md5Hex, type ReceivedMessage } from "../sqs/message.ts";
import { systemAttributes } from "../sqs/message-output.ts";

/** The event Lambda makes of a batch of messages. */
export function sqsEvent(messages: readonly ReceivedMessage[], queueArn: string): string {
  return JSON.stringify({
    Records: messages.map(({ message, receiptHandle }) => ({
      messageId: message.id,
      receiptHandle,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: camelCase(message.attributes ?? {}),
      md5OfBody: md5Hex(message.body),
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: REGION,
    })),
  });
}

/** Lambda spells message attributes differently from SQS. */
function camelCase(attributes: MessageAttributes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      { dataType, stringValue, binaryValue, stringListValues: [], binaryListValues: [] },
    ]),
  );
}
