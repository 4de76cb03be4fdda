import { type JsonObject, objectOf } from "./json-value.ts";

/** Times of CloudTrail records. Only forms that name their offset are read: the result never depends on where this runs. */

// CloudTrail's usual form; 29 February goes the long way, where the calendar is asked.
const PLAIN =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const EXTENDED = /^(\d{4}-\d{2}-(\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:?\d{2})$/;
// CloudTrail writes session creation dates in this form too.
const BASIC = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

// An offset can lead out of the years that four digits can write.
const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** The time as `YYYY-MM-DDTHH:MM:SS.mmmZ`; undefined when the text is no such time. */
export function isoTime(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  if (PLAIN.test(text)) return `${text.slice(0, -1)}.000Z`;
  const time = timeMs(text);
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** The time in ms since the epoch; undefined when the text is no such time. */
export function timeMs(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const extended = text.replace(BASIC, "$1-$2-$3T$4:$5:$6Z");
  const parts = EXTENDED.exec(extended);
  if (!parts) return undefined;
  const [, local = "", day, offset = "Z"] = parts;
  const time = Date.parse(
    local + (offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset),
  );
  // Date.parse takes 30 February for 1 March.
  const isInCalendar = new Date(Date.parse(`${local}Z`)).getUTCDate() === Number(day);
  return isInCalendar && time >= FIRST_MS && time <= LAST_MS ? time : undefined;
}

/** A time in ms since the epoch in the same form; undefined when there is none or it is out of range. */
export function isoOfMs(ms: number | undefined): string | undefined {
  return ms !== undefined && ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms).toISOString() : undefined;
}

/** When a record happened, in ms since the epoch; for an aggregated one, when its window began. */
export function recordTimeMs(record: JsonObject): number | undefined {
  return timeMs(record.eventTime) ?? timeMs(objectOf(record.timeWindow).windowStart);
}

/** The minute in a log file's name: `…_20260203T0410Z_….json.gz`. */
const LOG_FILE_MINUTE = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/;

/** The time in a log file's name, in ms since the epoch: about when the last of its events happened. */
export function logFileMs(key: string): number | undefined {
  return timeMs(LOG_FILE_MINUTE.exec(key)?.[0].replace(LOG_FILE_MINUTE, "$1-$2-$3T$4:$5:00Z"));
}
