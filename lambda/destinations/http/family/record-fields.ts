import type { NormalizedEvent } from "../../../types.ts";

/** Reads fields of the record behind an event, whatever their types turn out to be. */

/** The value at a path of own members; undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/** Text at a path; undefined where there is none, or where it is empty. */
export function text(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The account that received the event: the record's word, then the one of its log file's key. */
export function accountOf({ record, source }: NormalizedEvent): string | undefined {
  return text(record, "recipientAccountId") ?? text(record, "accountId") ?? source?.account;
}

export function regionOf({ record, source }: NormalizedEvent): string | undefined {
  return text(record, "awsRegion") ?? source?.region;
}

/**
 * The time that an envelope says: the event's own, the beginning of the window of an aggregated record, or when its log file was
 * created. Milliseconds since the epoch; undefined where nothing tells it.
 */
export function timeOf({ time, record, source }: NormalizedEvent): number | undefined {
  if (time !== undefined) return time;
  const windowStart = Date.parse(text(record, "timeWindow", "windowStart") ?? "");
  return Number.isNaN(windowStart) ? source?.receivedMs : windowStart;
}

/** The same as RFC 3339 text in UTC. */
export function isoTimeOf(event: NormalizedEvent): string | undefined {
  const time = timeOf(event);
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Whether the call failed. */
export function isFailure({ record }: NormalizedEvent): boolean {
  return text(record, "errorCode") !== undefined || text(record, "errorMessage") !== undefined;
}
