import type { SourceWatchConfig } from "../contract/quiet-sources-config.ts";
import { forEachLimited } from "../limited.ts";
import type { ObjectRef } from "../types.ts";
import { forgetMs, noted, noteEveryMs, type QuietSource, quietSources } from "./rhythm.ts";
import type { RhythmStore } from "./rhythm-store.ts";
import { type Sighting, sightingOf } from "./sighting.ts";

interface Facts {
  readonly store: RhythmStore;
  readonly config: SourceWatchConfig;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const CHECK_EVERY_MS = 3_600_000;
const CONCURRENCY = 8;

/**
 * Notices which sources stop writing. Lives as long as its process, and asks the store little: about each source a few times
 * in the hours after which it would be quiet, and once an hour whether any is.
 */
export class SourceWatch {
  readonly #facts: Facts;
  readonly #waiting = new Map<string, Sighting>();
  /** When each source was noted last, by this process or another. */
  readonly #notedMs = new Map<string, number>();
  #nextCheckMs = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Takes notice of an object that was read; costs nothing. */
  saw(ref: ObjectRef): void {
    const { config, now } = this.#facts;
    const nowMs = now();
    const sighting = sightingOf(ref, nowMs);
    // A log file of long ago, read again by a backfill, says nothing about today.
    if (!sighting || nowMs - sighting.seenMs > forgetMs(config)) return;
    const { place, seenMs } = sighting;
    if (seenMs - (this.#notedMs.get(place) ?? Number.NEGATIVE_INFINITY) < noteEveryMs(config)) return;
    if (seenMs > (this.#waiting.get(place)?.seenMs ?? Number.NEGATIVE_INFINITY))
      this.#waiting.set(place, sighting);
  }

  /**
   * Writes down what is due. Gives the quiet sources when it was time to look for them, else undefined. Rejects when the
   * store does not answer; what was not written is tried again the next time.
   */
  async note(signal: AbortSignal): Promise<QuietSource[] | undefined> {
    const { store, config, now } = this.#facts;
    await forEachLimited([...this.#waiting.values()], CONCURRENCY, async (sighting) => {
      const { place } = sighting;
      const known = await store.find(place, signal);
      const rhythm = noted(known, sighting, config);
      if (rhythm !== known) await store.keep(rhythm, signal);
      this.#notedMs.set(place, rhythm.lastMs);
      this.#waiting.delete(place);
    });
    const nowMs = now();
    if (nowMs < this.#nextCheckMs) return undefined;
    const isMine = await store.claimCheck(nowMs - CHECK_EVERY_MS, nowMs, signal);
    this.#nextCheckMs = nowMs + CHECK_EVERY_MS;
    return isMine ? quietSources(await store.all(signal), config) : undefined;
  }
}
