import { AwsError, notImplemented } from "../aws/aws-error.ts";
import { isObject, optionalString } from "../aws/input.ts";
import type { JsonObject } from "../aws/json-service.ts";
import {
  type MessageAttribute,
  type MessageAttributes,
  type MessageContent,
  messageBytes,
} from "./message.ts";
import { invalidValue } from "./sqs-errors.ts";

/** What SQS does not allow in a body: control characters other than tab, line feed and carriage return, and U+FFFE, U+FFFF. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Reads body and attributes of a message to send. @throws {AwsError} for what SQS would refuse. */
export function readMessage(input: JsonObject, maxBytes: number): MessageContent {
  const body = optionalString(input, "MessageBody");
  if (!body)
    throw new AwsError("MissingParameter", 400, "The request must contain the parameter MessageBody.");
  if (FORBIDDEN.test(body))
    throw new AwsError(
      "InvalidMessageContents",
      400,
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  const content: MessageContent = {
    body,
    attributes: readAttributes(input.MessageAttributes),
    traceHeader: readTraceHeader(input.MessageSystemAttributes),
  };
  const bytes = messageBytes(content);
  if (bytes > maxBytes)
    throw invalidValue("MessageBody", `${bytes} bytes`, `Message must be shorter than ${maxBytes} bytes.`);
  return content;
}

function readAttributes(value: unknown): MessageAttributes | undefined {
  if (!isObject(value)) return undefined;
  const read = Object.entries(value).map(([name, attribute]): [string, MessageAttribute] => {
    if (!isObject(attribute)) throw invalidValue(name, attribute, "must be an attribute.");
    const dataType = optionalString(attribute, "DataType") ?? "";
    if (!/^(String|Number|Binary)(\..+)?$/.test(dataType))
      throw invalidValue(name, dataType, "The message attribute type must be String, Number or Binary.");
    return [
      name,
      {
        dataType,
        stringValue: optionalString(attribute, "StringValue"),
        binaryValue: optionalString(attribute, "BinaryValue"),
      },
    ];
  });
  return Object.fromEntries(read);
}

function readTraceHeader(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { AWSTraceHeader: trace, ...others } = value;
  const unknown = Object.keys(others)[0];
  if (unknown) throw notImplemented(`the message system attribute ${unknown}`);
  return isObject(trace) ? optionalString(trace, "StringValue") : undefined;
}
