import { createHash } from "node:crypto";

/** A message attribute: text for String and Number types, base64 for Binary. */
export interface MessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  readonly binaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface MessageContent {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  readonly traceHeader?: string;
}

/** A message in a queue. */
export interface StoredMessage extends MessageContent {
  readonly id: string;
  /** Real milliseconds since the epoch; a dead-letter queue keeps the first queue's. */
  readonly sentMs: number;
  /** Reading of its queue's {@link QueueAge} when it came; retention counts from here. */
  bornMs: number;
  receiveCount: number;
  firstReceivedMs?: number;
  /** Set in a dead-letter queue. */
  deadLetterSourceArn?: string;
}

/** A message somebody has received; the handle settles it. */
export interface ReceivedMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
}

export function md5Hex(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** SQS's digest of message attributes: names sorted, each part behind its length. Undefined when there are none. */
export function md5OfAttributes(attributes: MessageAttributes | undefined): string | undefined {
  const names = Object.keys(attributes ?? {}).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes?.[name];
    if (!attribute) continue;
    part(Buffer.from(name));
    part(Buffer.from(attribute.dataType));
    const isBinary = attribute.binaryValue !== undefined;
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    part(
      isBinary
        ? Buffer.from(attribute.binaryValue ?? "", "base64")
        : Buffer.from(attribute.stringValue ?? ""),
    );
  }
  return hash.digest("hex");
}

/** Bytes a message counts for against the queue's limit: body, attribute names, types and values. */
export function messageBytes({ body, attributes = {} }: MessageContent): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { dataType, stringValue = "", binaryValue = "" }] of Object.entries(attributes))
    bytes += Buffer.byteLength(name + dataType + stringValue) + Buffer.from(binaryValue, "base64").length;
  return bytes;
}

/** Metadata that Lambda puts around a message in its event, roughly. */
const EVENT_OVERHEAD_BYTES = 1_000;

/** Bytes a message takes in a Lambda event. */
export function eventBytesOf(message: MessageContent): number {
  return messageBytes(message) + EVENT_OVERHEAD_BYTES;
}
