/** Cancels a timer; harmless when it has fired. */
export type Cancel = () => void;

/** Where time comes from: the machine, or a test's own hand. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  now(): number;
  after(milliseconds: number, run: () => void): Cancel;
}

/** Node's timers take at most this many milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const machineTime: TimeSource = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, Math.min(milliseconds, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * The one clock of the emulation. Time that a queue spends waiting (visibility, delays, retention, long polls, batch
 * windows) passes `timeScale` times as fast as on AWS; the time a function runs does not. So a visibility timeout of
 * 1,800 s is over after 3 s at a scale of 600, while a function timeout of 300 s stays 300 s.
 */
export class QueueClock {
  readonly timeScale: number;
  readonly #time: TimeSource;

  constructor(timeScale = 1, time: TimeSource = machineTime) {
    if (!(timeScale > 0) || !Number.isFinite(timeScale))
      throw new RangeError(`time scale: expected a number above 0, got ${timeScale}`);
    this.timeScale = timeScale;
    this.#time = time;
  }

  /** Real milliseconds since the epoch; what timestamps in messages say. */
  now(): number {
    return this.#time.now();
  }

  /** Queue time in milliseconds that has passed since an instant of {@link now}. */
  since(instant: number): number {
    return (this.now() - instant) * this.timeScale;
  }

  /** Runs something after this much queue time. */
  after(queueMilliseconds: number, run: () => void): Cancel {
    return this.#time.after(Math.max(0, queueMilliseconds / this.timeScale), run);
  }

  /** Runs something after this much real time: function time is not compressed. */
  afterReal(milliseconds: number, run: () => void): Cancel {
    return this.#time.after(Math.max(0, milliseconds), run);
  }
}
