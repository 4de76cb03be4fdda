import { isoOfMs, isoTime, logFileMs } from "../event-time.ts";
import { memoize } from "../memo.ts";

/** Times of a log file, which are few. */

const remembered = memoize((text) => isoTime(text) ?? null);

/** `isoTime`, remembered. */
export function isoTimeOf(value: unknown): string | undefined {
  return typeof value === "string" ? (remembered(value) ?? undefined) : undefined;
}

let arrival: { readonly ms?: number; readonly text?: string } = {};

/** When a log file arrived, from ms since the epoch: the same for all of its records. */
export function arrivalOf(ms: number | undefined): string | undefined {
  if (ms !== arrival.ms) arrival = { ms, text: isoOfMs(ms) };
  return arrival.text;
}

/** The minute in the name of a log file. */
export const logFileTimeOf = memoize((key): string | null => isoOfMs(logFileMs(key)) ?? null);
