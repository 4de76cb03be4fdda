import type { Cancel, QueueClock } from "../clock.ts";

/**
 * The visibility timeout of one received message. While a function works on the message the timeout passes in real
 * time (function time is not compressed); at any other time it passes in the clock's compressed time.
 */
export class VisibilityTimer {
  readonly #clock: QueueClock;
  readonly #onExpiry: () => void;
  #remainingMs: number;
  #isReal: boolean;
  #startedMs: number;
  #cancel: Cancel;

  constructor(clock: QueueClock, seconds: number, isFunctionTime: boolean, onExpiry: () => void) {
    this.#clock = clock;
    this.#isReal = isFunctionTime;
    this.#onExpiry = onExpiry;
    this.#remainingMs = seconds * 1000;
    this.#startedMs = clock.now();
    this.#cancel = this.#schedule();
  }

  /** Starts again with a new timeout, as ChangeMessageVisibility does. */
  restart(seconds: number): void {
    this.#cancel();
    this.#remainingMs = seconds * 1000;
    this.#startedMs = this.#clock.now();
    this.#cancel = this.#schedule();
  }

  /** Says whether a function is working on the message from now on. */
  setFunctionTime(isReal: boolean): void {
    if (isReal === this.#isReal) return;
    const passed = this.#isReal ? this.#clock.now() - this.#startedMs : this.#clock.since(this.#startedMs);
    this.#cancel();
    this.#remainingMs = Math.max(0, this.#remainingMs - passed);
    this.#isReal = isReal;
    this.#startedMs = this.#clock.now();
    this.#cancel = this.#schedule();
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): Cancel {
    return this.#isReal
      ? this.#clock.afterReal(this.#remainingMs, this.#onExpiry)
      : this.#clock.after(this.#remainingMs, this.#onExpiry);
  }
}
