/** Lets work through at so many units a second, evenly. */
export class Pace {
  readonly #perSecond: number;
  #freeAtMs = 0;

  constructor(perSecond = Number.POSITIVE_INFINITY) {
    this.#perSecond = perSecond;
  }

  /** Resolves when it is this many units' turn. */
  async turn(units: number): Promise<void> {
    const now = Date.now();
    const startMs = Math.max(now, this.#freeAtMs);
    this.#freeAtMs = startMs + (units / this.#perSecond) * 1000;
    if (startMs > now) await new Promise((resolve) => setTimeout(resolve, startMs - now));
  }
}
