import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { readMessage } from "../sqs/message-input.ts";
import type { Queue } from "../sqs/queue.ts";

/** `${bucket}` in a message. */
const BUCKET = /\$\{bucket\}/g;

/**
 * Sends each line of a file as one message body; `${bucket}` stands for the log bucket's name, everything else goes as it
 * is. Returns how many there were; empty lines are none.
 */
export async function sendMessages(file: string, queues: readonly Queue[], bucket: string): Promise<number> {
  let sent = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line === "") continue;
    const body = line.replaceAll(BUCKET, bucket);
    for (const queue of queues)
      queue.send(readMessage({ MessageBody: body }, queue.settings.maxMessageBytes));
    sent += 1;
  }
  return sent;
}
