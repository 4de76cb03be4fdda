import type { SourceWatchConfig } from "../contract/quiet-sources-config.ts";
import type { Sighting, Source } from "./sighting.ts";

/** What is remembered of a source. */
export interface Rhythm extends Source {
  /** Oldest log file since it was known, and newest one; ms since the epoch. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** The pause that is nothing unusual for it: the longest one lately. */
  readonly usualGapMs: number;
  /** How often it was noted. */
  readonly sightings: number;
}

/** A source that stopped writing, or one that is expected and never wrote. */
export interface QuietSource {
  /** Its place, or the words of the configuration. */
  readonly source: string;
  readonly lastMs?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A source is noted this many times within the hours of silence that are too many. */
const NOTES_PER_SILENCE = 8;
/** Before that it has no rhythm: a region that was used once is not missed. */
const LEAST_SIGHTINGS = 3;
/** What an old pause weighs after each further note: an outage that was long ago does not make anybody patient. */
const FADING = 0.95;
/** Pauses of this many times the usual one are unusual. */
const PATIENCE = 2;

/** Milliseconds between two notes of the same source. */
export function noteEveryMs({ afterHours }: SourceWatchConfig): number {
  return (afterHours * HOUR_MS) / NOTES_PER_SILENCE;
}

export function forgetMs({ forgetAfterDays }: SourceWatchConfig): number {
  return forgetAfterDays * DAY_MS;
}

/** The rhythm with one more log file in it; the same object when that is nothing to note. */
export function noted(known: Rhythm | undefined, sighting: Sighting, config: SourceWatchConfig): Rhythm {
  const { place, account, region, seenMs } = sighting;
  const gapMs = known ? seenMs - known.lastMs : Number.POSITIVE_INFINITY;
  if (known && gapMs < noteEveryMs(config)) return known;
  if (!known || gapMs > forgetMs(config))
    return { place, account, region, firstMs: seenMs, lastMs: seenMs, usualGapMs: 0, sightings: 1 };
  return {
    ...known,
    lastMs: seenMs,
    usualGapMs: Math.max(gapMs, known.usualGapMs * FADING),
    sightings: known.sightings + 1,
  };
}

/**
 * The sources that are silent while others write. Silence is counted up to the newest log file of any of them: when nothing
 * arrives at all, that is another alarm's matter, and what waits in a backlog is missing from all of them alike.
 */
export function quietSources(rhythms: readonly Rhythm[], config: SourceWatchConfig): QuietSource[] {
  const { expected, ignore } = config;
  const newestMs = newestOf(rhythms);
  if (newestMs === undefined) return [];
  const afterMs = config.afterHours * HOUR_MS;
  const knownSinceMs = rhythms.reduce((least, { firstMs }) => Math.min(least, firstMs), newestMs);
  const wanted = expected.flatMap((name) => {
    const lastMs = newestOf(rhythms.filter((rhythm) => isNamed(rhythm, name)));
    // Of one that never wrote, as long as anybody is known.
    return newestMs - (lastMs ?? knownSinceMs) > afterMs ? [{ source: name, lastMs }] : [];
  });
  const fallen = rhythms.filter((rhythm) => {
    const silenceMs = newestMs - rhythm.lastMs;
    return (
      rhythm.sightings >= LEAST_SIGHTINGS &&
      silenceMs > Math.max(afterMs, PATIENCE * rhythm.usualGapMs) &&
      silenceMs <= config.forgetAfterDays * DAY_MS &&
      ![...ignore, ...expected].some((name) => isNamed(rhythm, name))
    );
  });
  return [...wanted, ...fallen.map(({ place, lastMs }) => ({ source: place, lastMs }))];
}

function newestOf(rhythms: readonly Rhythm[]): number | undefined {
  return rhythms.reduce<number | undefined>(
    (newest, { lastMs }) => (newest === undefined || lastMs > newest ? lastMs : newest),
    undefined,
  );
}

function isNamed({ account, region }: Source, name: string): boolean {
  const [wantedAccount, wantedRegion = region] = name.split("/");
  return (wantedAccount === "*" || wantedAccount === account) && wantedRegion === region;
}
