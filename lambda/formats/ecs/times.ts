import { isoOfMs, isoTime, logFileMs } from "../event-time.ts";
import { type Key, pieceOf } from "../json-key.ts";
import { memoize } from "../memo.ts";

/** Times of a log file, which are few. */

const remembered = memoize((text) => isoTime(text) ?? null);

/** `isoTime`, remembered. */
export function isoTimeOf(value: unknown): string | undefined {
  return typeof value === "string" ? (remembered(value) ?? undefined) : undefined;
}

const timestampOf = memoize((text): Key | null => timestamp(isoTime(text)));

/** The member `@timestamp` for a record's own time; null when that is none. */
export function eventTimestamp(eventTime: unknown): Key | null {
  return typeof eventTime === "string" ? timestampOf(eventTime) : null;
}

/** The same for another time. */
export function timestamp(time: string | undefined): Key | null {
  return time === undefined ? null : pieceOf(`"@timestamp":"${time}"`);
}

let arrival: { readonly ms?: number; readonly text?: string } = {};

/** When a log file arrived, from ms since the epoch: the same for all of its records. */
export function arrivalOf(ms: number | undefined): string | undefined {
  if (ms !== arrival.ms) arrival = { ms, text: isoOfMs(ms) };
  return arrival.text;
}

/** The minute in the name of a log file. */
export const logFileTimeOf = memoize((key): string | null => isoOfMs(logFileMs(key)) ?? null);
