import {
  type MessageAttributes,
  md5Hex,
  md5OfAttributes,
  type ReceivedMessage,
  type StoredMessage,
} from "./message.ts";

/** Who a message seems to come from. */
const SENDER_ID = "AIDAEXAMPLE";

/** System attributes of a message, all of them text. */
export function systemAttributes(message: StoredMessage): Record<string, string> {
  return {
    SenderId: SENDER_ID,
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ...(message.firstReceivedMs === undefined
      ? {}
      : { ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs) }),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSourceArn === undefined
      ? {}
      : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}

/** A message as ReceiveMessage returns it, with the attributes that were asked for. */
export function messageOutput(
  { message, receiptHandle }: ReceivedMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
): Record<string, unknown> {
  const system = Object.entries(systemAttributes(message)).filter(([name]) => isAsked(name, systemNames));
  const custom = Object.entries(message.attributes ?? {}).filter(([name]) => isAsked(name, attributeNames));
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5Hex(message.body),
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(custom.length > 0
      ? {
          MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(custom)),
          MessageAttributes: attributeOutput(Object.fromEntries(custom)),
        }
      : {}),
  };
}

function attributeOutput(attributes: MessageAttributes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue },
    ]),
  );
}

/** `All`, `.*`, a name, or a prefix as `name.*`. */
function isAsked(name: string, asked: readonly string[]): boolean {
  return asked.some(
    (pattern) =>
      pattern === "All" ||
      pattern === ".*" ||
      pattern === name ||
      (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1))),
  );
}
