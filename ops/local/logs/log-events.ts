import { AwsError } from "../aws/aws-error.ts";
import { listOf } from "../aws/constraints.ts";
import type { JsonObject } from "../aws/json-service.ts";

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
/** What each event counts beside its text. */
const EVENT_BYTES = 26;
const HOUR_MS = 3_600_000;
const LONGEST_SPAN_MS = 24 * HOUR_MS;
const OLDEST_MS = 14 * 24 * HOUR_MS;
const NEWEST_MS = 2 * HOUR_MS;

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Which events of a call are left out because of their age, as the answer says it: positions in the call. */
export interface RejectedInfo {
  readonly tooOldLogEventEndIndex?: number;
  readonly tooNewLogEventStartIndex?: number;
}

/** Reads the events of `PutLogEvents`. @throws {AwsError} when the call as a whole breaks a documented limit */
export function readLogEvents(input: JsonObject): LogEvent[] {
  const events = listOf(input, "logEvents", MOST_EVENTS).map(({ timestamp, message }) => {
    if (typeof timestamp !== "number" || typeof message !== "string" || message === "")
      throw invalid("Log event must have a timestamp and a message.");
    return { timestamp, message };
  });
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_BYTES, 0);
  if (bytes > MOST_BYTES) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MOST_BYTES}`);
  if (events.some(({ timestamp }, at) => timestamp < (events[at - 1]?.timestamp ?? timestamp)))
    throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > LONGEST_SPAN_MS)
    throw invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  return events;
}

/** Takes the events whose age is right, and says which were left out: 14 days back, 2 hours ahead. */
export function byAge(
  events: readonly LogEvent[],
  nowMs: number,
): { readonly taken: readonly LogEvent[]; readonly rejected?: RejectedInfo } {
  const tooOld = events.filter(({ timestamp }) => timestamp < nowMs - OLDEST_MS).length;
  const tooNew = events.filter(({ timestamp }) => timestamp > nowMs + NEWEST_MS).length;
  const taken = events.slice(tooOld, events.length - tooNew);
  if (tooOld + tooNew === 0) return { taken };
  return {
    taken,
    rejected: {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(tooNew > 0 && { tooNewLogEventStartIndex: events.length - tooNew }),
    },
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", 400, message);
}
