import type { QueueClock } from "../clock.ts";
import type { ReceivedMessage } from "../sqs/message.ts";
import type { Queue } from "../sqs/queue.ts";
import { readBatchResponse } from "./batch-response.ts";
import { collectBatch } from "./batch-window.ts";
import { FunctionFailure } from "./failure.ts";
import { sqsEvent } from "./sqs-event.ts";

/** A mapping as the template says it. */
export interface MappingSpec {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  /** Whether the function may name the messages that failed. */
  readonly reportsBatchItemFailures: boolean;
}

/** What became of one batch. */
export interface BatchOutcome {
  readonly received: number;
  readonly deleted: number;
  readonly returned: number;
  /** Set when the whole batch returned. */
  readonly failure?: FunctionFailure;
}

export interface EventSourceMappingOptions {
  readonly spec: MappingSpec;
  readonly queue: Queue;
  readonly clock: QueueClock;
  readonly invoke: (payload: string) => Promise<string>;
  readonly onBatch?: (outcome: BatchOutcome) => void;
  readonly onReceive?: (messages: readonly ReceivedMessage[]) => void;
}

/** Lambda never polls with fewer than two. */
const LEAST_CONCURRENCY = 2;

/**
 * Feeds a function from a queue as Lambda does: long polls, batches, up to the maximum concurrency; deletes what
 * succeeded and leaves the rest to its visibility timeout. A failed invocation halves the concurrency, a good one
 * raises it by one. There is no polling interval: a message in the queue is taken at once.
 */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  readonly #stopping = new AbortController();
  readonly #pollers = new Set<Promise<void>>();
  #limit: number;

  constructor(options: EventSourceMappingOptions) {
    this.#options = options;
    this.#limit = options.spec.maxConcurrency;
  }

  start(): void {
    while (this.#pollers.size < this.#limit) this.#addPoller();
  }

  /** Stops polling. Resolves when the batches under way have ended; end their function first to be quick. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#pollers);
  }

  #addPoller(): void {
    const poller: Promise<void> = this.#poll().finally(() => this.#pollers.delete(poller));
    this.#pollers.add(poller);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const batch = await collectBatch(this.#options.queue, this.#options.spec, this.#options.clock, signal);
      if (batch.length === 0) continue;
      this.#options.onReceive?.(batch);
      const outcome = await this.#process(batch);
      this.#options.onBatch?.(outcome);
      if (outcome.failure) {
        this.#limit = Math.max(LEAST_CONCURRENCY, Math.floor(this.#limit / 2));
      } else if (this.#limit < this.#options.spec.maxConcurrency) {
        this.#limit += 1;
        if (!signal.aborted && this.#pollers.size < this.#limit) this.#addPoller();
      }
      if (this.#pollers.size > this.#limit) return;
    }
  }

  async #process(batch: readonly ReceivedMessage[]): Promise<BatchOutcome> {
    const { queue, invoke, spec } = this.#options;
    const handles = batch.map(({ receiptHandle }) => receiptHandle);
    queue.setFunctionTime(handles, true);
    try {
      const payload = await invoke(sqsEvent(batch, queue.arn));
      const returned = spec.reportsBatchItemFailures ? returnedOf(payload, batch) : new Set<string>();
      const done = batch.filter(({ message }) => !returned.has(message.id));
      for (const { receiptHandle } of done) queue.delete(receiptHandle);
      return { received: batch.length, deleted: done.length, returned: batch.length - done.length };
    } catch (error) {
      const failure =
        error instanceof FunctionFailure
          ? error
          : new FunctionFailure("error", `cannot invoke: ${String(error)}`);
      return { received: batch.length, deleted: 0, returned: batch.length, failure };
    } finally {
      queue.setFunctionTime(handles, false);
    }
  }
}

function returnedOf(payload: string, batch: readonly ReceivedMessage[]): ReadonlySet<string> {
  const verdict = readBatchResponse(
    payload,
    batch.map(({ message }) => message.id),
  );
  if (verdict.outcome === "invalid")
    throw new FunctionFailure("error", `invalid batch response: ${verdict.why}`);
  return verdict.returned;
}
