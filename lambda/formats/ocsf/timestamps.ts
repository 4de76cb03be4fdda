import { logFileMs } from "../event-time.ts";
import { type Key, pieceOf } from "../json-key.ts";
import { memoize } from "../memo.ts";

/** The first and the last instant that RFC 3339 can write with a four-digit year. */
const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2024-01-02T03:04:05Z` with fraction or offset, and the basic form `20240102T030405Z`. */
const ISO = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;
/** `Jul 18, 2023, 4:07:39 PM` and, before 2020, `Oct 2, 2019 11:12:29 PM`. */
const US = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s([AP])M$/u;

/** A point in time, ready to be written. */
export interface Instant {
  /** Epoch milliseconds, as text. */
  readonly ms: string;
  /** RFC 3339 in UTC, without a fraction where there is none. */
  readonly text: string;
  /** The members `time` and `time_dt`. */
  readonly members: Key;
}

/** The time an ISO 8601 text tells, in the forms CloudTrail uses; null for anything else. */
export const instantOf = memoize((text) => toInstant(parseIso(text)));

/** The time a US date tells, as AWS services write it into responses; taken as UTC. */
export const usInstantOf = memoize((text) => toInstant(parseUsDate(text)));

/** The time in a log file's name. */
export const logFileInstant = memoize((key) => toInstant(logFileMs(key)));

/** A time in epoch milliseconds; null when RFC 3339 cannot write it. */
export function instantAt(ms: number): Instant | null {
  return Number.isSafeInteger(ms) && ms >= FIRST_MS && ms <= LAST_MS ? toInstant(ms) : null;
}

/** The epoch itself. */
export const EPOCH: Instant = instant(0);

function toInstant(ms: number | undefined): Instant | null {
  return ms === undefined ? null : instant(ms);
}

function instant(ms: number): Instant {
  const full = new Date(ms).toISOString();
  const text = full.endsWith(".000Z") ? `${full.slice(0, 19)}Z` : full;
  return { ms: String(ms), text, members: pieceOf(`"time":${ms},"time_dt":"${text}"`) };
}

function parseUsDate(text: string): number | undefined {
  const match = US.exec(text);
  if (!match) return undefined;
  const [, month = "", day, year, hour12, minute, second, half] = match;
  const hour = Number(hour12);
  if (hour < 1 || hour > 12) return undefined;
  const hour24 = (hour % 12) + (half === "P" ? 12 : 0);
  return utc(Number(year), MONTHS.indexOf(month) + 1, Number(day), hour24, Number(minute), Number(second));
}

function parseIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = match;
  const whole = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const offset = offsetMs(zone);
  if (whole === undefined || offset === undefined) return undefined;
  const ms = whole + Number(fraction.padEnd(3, "0").slice(0, 3)) - offset;
  return ms < FIRST_MS || ms > LAST_MS ? undefined : ms;
}

function offsetMs(zone: string): number | undefined {
  if (zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Strict, where `Date.UTC` would carry 30 February over into March. */
function utc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (year > 9999 || hour > 23 || minute > 59 || second > 59) return undefined;
  if (day < 1 || day > (DAYS[month - 1] ?? 0)) return undefined;
  if (month === 2 && day === 29 && !isLeapYear(year)) return undefined;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999: count from a year of the same length 400 years on.
  if (year < 100) return Date.UTC(year + 400, month - 1, day, hour, minute, second) - FOUR_CENTURIES_MS;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const FOUR_CENTURIES_MS = 146_097 * 86_400_000;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
