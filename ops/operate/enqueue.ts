import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import type { ObjectRef } from "../../lambda/types.ts";
import type { Pace } from "./pace.ts";

/** Objects that one message names: few, so that one that fails does not bring many back. */
const OBJECTS_PER_MESSAGE = 10;
const MESSAGES_PER_REQUEST = 10;
/** SQS takes a megabyte in one request; half of it leaves room for the envelope. */
const MOST_BYTES = 500_000;

/** Puts objects on a queue, as messages of the forwarder's own shape, a few in each. */
export async function enqueueObjects(
  sqs: SQSClient,
  queueUrl: string,
  objects: readonly ObjectRef[],
  pace: Pace,
): Promise<void> {
  const bodies: string[] = [];
  for (let at = 0; at < objects.length; at += OBJECTS_PER_MESSAGE)
    bodies.push(encodeContinuation(objects.slice(at, at + OBJECTS_PER_MESSAGE)));
  await enqueueBodies(sqs, queueUrl, bodies, pace, OBJECTS_PER_MESSAGE);
}

/**
 * Puts messages on a queue.
 * @param units what one message counts for the pace
 * @throws {Error} when SQS does not take one of them; those before it are in the queue
 */
export async function enqueueBodies(
  sqs: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
  pace: Pace,
  units = 1,
): Promise<void> {
  for (const batch of batches(bodies)) {
    await pace.turn(batch.length * units);
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: batch.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
    const [first] = Failed;
    if (first) throw new Error(`SQS did not take ${Failed.length} messages: ${first.Code}: ${first.Message}`);
  }
}

function batches(bodies: readonly string[]): string[][] {
  const found: string[][] = [];
  let open: string[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    if (open.length === MESSAGES_PER_REQUEST || (open.length > 0 && bytes + size > MOST_BYTES)) {
      found.push(open);
      open = [];
      bytes = 0;
    }
    open.push(body);
    bytes += size;
  }
  return open.length > 0 ? [...found, open] : found;
}
