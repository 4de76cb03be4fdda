import type { Cancel, QueueClock } from "../clock.ts";
import type { ReceivedMessage } from "./message.ts";

/** Tries to take messages; an empty list means to go on waiting. */
export type Waiter = () => ReceivedMessage[];

interface Waiting {
  readonly take: Waiter;
  readonly answer: (messages: ReceivedMessage[]) => void;
}

/** Long polls, answered in the order they came as soon as there is something for them. */
export class Waiters {
  readonly #clock: QueueClock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: QueueClock) {
    this.#clock = clock;
  }

  /** Resolves with messages, or empty when the time is over or the client has gone. */
  wait(take: Waiter, seconds: number, signal?: AbortSignal): Promise<ReceivedMessage[]> {
    if (signal?.aborted) return Promise.resolve([]);
    return new Promise((resolve) => {
      let cancelTimer: Cancel = () => {};
      const giveUp = (): void => entry.answer([]);
      const entry: Waiting = {
        take,
        answer: (messages) => {
          this.#waiting.delete(entry);
          cancelTimer();
          signal?.removeEventListener("abort", giveUp);
          resolve(messages);
        },
      };
      this.#waiting.add(entry);
      signal?.addEventListener("abort", giveUp);
      if (Number.isFinite(seconds)) cancelTimer = this.#clock.after(seconds * 1000, giveUp);
    });
  }

  /** Lets those who wait try again. */
  serve(): void {
    for (const { take, answer } of this.#waiting) {
      const messages = take();
      if (messages.length === 0) return;
      answer(messages);
    }
  }

  close(): void {
    for (const { answer } of this.#waiting) answer([]);
  }
}
