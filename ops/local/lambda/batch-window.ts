import type { QueueClock } from "../clock.ts";
import { eventBytesOf, type ReceivedMessage } from "../sqs/message.ts";
import type { Queue } from "../sqs/queue.ts";

interface WindowSpec {
  readonly batchSize: number;
  readonly windowSeconds: number;
}

/** Lambda's event may hold this many bytes in all. */
const MOST_EVENT_BYTES = 6 * 1024 * 1024;

/**
 * Waits for messages and collects a batch: what is there at once, or, with a window, whatever comes until the batch is
 * full, the event is as large as Lambda allows, or the window has passed. Empty only when `signal` aborts.
 */
export async function collectBatch(
  queue: Queue,
  { batchSize, windowSeconds }: WindowSpec,
  clock: QueueClock,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> {
  const batch = await queue.receive({
    maxMessages: batchSize,
    maxBytes: MOST_EVENT_BYTES,
    waitSeconds: Number.POSITIVE_INFINITY,
    isFunctionTime: true,
    signal,
  });
  const openedMs = clock.now();
  while (batch.length < batchSize && !signal.aborted) {
    const waitSeconds = windowSeconds - clock.since(openedMs) / 1000;
    const maxBytes = MOST_EVENT_BYTES - eventBytes(batch);
    if (waitSeconds <= 0 || maxBytes <= 0) break;
    batch.push(
      ...(await queue.receive({
        maxMessages: batchSize - batch.length,
        maxBytes,
        waitSeconds,
        isFunctionTime: true,
        signal,
      })),
    );
  }
  return batch;
}

function eventBytes(batch: readonly ReceivedMessage[]): number {
  return batch.reduce((sum, { message }) => sum + eventBytesOf(message), 0);
}
