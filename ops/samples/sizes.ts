import type { Random } from "./random.ts";

/** Measured on public data: half of the files have at most 19 records, one in ten has more than about 150. */
const MEDIAN_RECORDS = 19;
const SPREAD = 1.6;
/** CloudTrail closes a file at 50 MB before compression. */
const MAX_RECORDS = 40_000;

/**
 * Records of each of `count` files: log-normal, and taken evenly from the distribution instead of by chance, so that
 * few files have the right median and spread too.
 */
export function recordCounts(count: number, random: Random): number[] {
  const counts = Array.from({ length: count }, (_none, index) => recordsAt((index + 0.5) / count));
  // Fisher-Yates: big files do not come last.
  for (let last = counts.length - 1; last > 0; last -= 1) {
    const other = random.int(0, last);
    const [a = 1, b = 1] = [counts[last], counts[other]];
    counts[last] = b;
    counts[other] = a;
  }
  return counts;
}

/** Records of one more file, by chance. */
export function nextRecordCount(random: Random): number {
  return recordsAt(Math.min(1 - 1e-9, Math.max(1e-9, random.unit())));
}

function recordsAt(quantile: number): number {
  return Math.min(
    MAX_RECORDS,
    Math.max(1, Math.round(MEDIAN_RECORDS * Math.exp(SPREAD * normalQuantile(quantile)))),
  );
}

/** Abramowitz and Stegun, formula 26.2.23; off by less than 0.00045. */
function normalQuantile(quantile: number): number {
  const tail = Math.min(quantile, 1 - quantile);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return quantile < 0.5 ? -z : z;
}
