import { receiptHandleIsInvalid } from "./sqs-errors.ts";

/** Builds the handle of one receive of one message. */
export function handleFor(queue: string, messageId: string, receipt: number): string {
  return Buffer.from(`${queue} ${messageId} ${receipt}`).toString("base64");
}

/** @throws {AwsError} `ReceiptHandleIsInvalid` for text that is no handle of this queue. */
export function readHandle(
  handle: string,
  queue: string,
): { readonly messageId: string; readonly receipt: number } {
  const found = /^(\S+) (\S+) (\d+)$/.exec(Buffer.from(handle, "base64").toString());
  const [, handleQueue, messageId, receipt] = found ?? [];
  if (handleQueue !== queue || !messageId) throw receiptHandleIsInvalid(handle);
  return { messageId, receipt: Number(receipt) };
}
