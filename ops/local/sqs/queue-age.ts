import type { QueueClock } from "../clock.ts";

/**
 * How long a queue has been there, in queue time. While functions work on its messages it ages in real time: a laptop
 * that takes long over a backlog must not lose messages to a retention that is compressed.
 */
export class QueueAge {
  readonly #clock: QueueClock;
  #passedMs = 0;
  #sinceMs: number;
  #working = 0;

  constructor(clock: QueueClock) {
    this.#clock = clock;
    this.#sinceMs = clock.now();
  }

  /** Milliseconds of queue time. */
  get nowMs(): number {
    const isWorking = this.#working > 0;
    const passed = isWorking ? this.#clock.now() - this.#sinceMs : this.#clock.since(this.#sinceMs);
    return this.#passedMs + passed;
  }

  /** Counts the batches under way: 1 when a function begins, -1 when it ends. */
  work(change: 1 | -1): void {
    this.#passedMs = this.nowMs;
    this.#sinceMs = this.#clock.now();
    this.#working += change;
  }
}
