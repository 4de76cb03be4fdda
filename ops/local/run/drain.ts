import type { BatchOutcome } from "../lambda/event-source-mapping.ts";
import { FunctionFailure } from "../lambda/failure.ts";
import type { Queue } from "../sqs/queue.ts";

/** How often the queues are looked at besides every change of theirs (retention passes without one). */
const CHECK_MS = 1_000;

/** Resolves when none of the queues holds a message: all are settled, expired or among the dead letters. */
export function queuesEmpty(queues: readonly Queue[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const check = (): void => {
      if (!signal.aborted && !queues.every((queue) => queue.isEmpty)) return;
      for (const stop of stops.splice(0)) stop();
      resolve();
    };
    stops.push(...queues.map((queue) => queue.onChange(check)));
    const timer = setInterval(check, CHECK_MS);
    stops.push(() => clearInterval(timer));
    signal.addEventListener("abort", check);
    stops.push(() => signal.removeEventListener("abort", check));
    check();
  });
}

/** A function whose code does not load fails the same way for ever: after this many times in a row the run ends. */
const MOST_INIT_FAILURES = 3;

/** Watches for a function that cannot start. */
export class InitWatch {
  #failures = 0;

  /** The failure, once it is clear that there is no hope. */
  note({ failure }: BatchOutcome): FunctionFailure | undefined {
    if (failure?.failure !== "init") {
      this.#failures = 0;
      return undefined;
    }
    this.#failures += 1;
    if (this.#failures < MOST_INIT_FAILURES) return undefined;
    return new FunctionFailure("init", `the function does not start: ${failure.message}`);
  }
}
