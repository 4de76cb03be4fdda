import type { NormalizedEvent } from "../types.ts";

/** How events join into one body. Data only, except for envelopes that a destination puts around each event. */
export interface Framing {
  readonly contentType: string;
  readonly prefix: string;
  readonly separator: string;
  readonly suffix: string;
  /** True where a line break would end the event: line breaks outside of JSON strings become spaces. */
  readonly oneLine: boolean;
  /** The event inside its destination's envelope; absent when the event goes as it is. */
  wrap?(event: NormalizedEvent): string | Uint8Array;
  /** What stands around neighbouring events that share it (an account's resource, a label set). */
  group?(event: NormalizedEvent): EventGroup;
  /** Bytes that the destination counts for an event beside those in the body: its key, its attributes, a fixed toll. */
  overheadBytes?(event: NormalizedEvent): number;
}

/** Two groups are the same when their prefixes are. */
export interface EventGroup {
  readonly prefix: string;
  readonly suffix: string;
}

/** One event a line, each line ended. */
export const ndjson: Framing = {
  contentType: "application/x-ndjson",
  prefix: "",
  separator: "\n",
  suffix: "\n",
  oneLine: true,
};

/** One JSON array. */
export const jsonArray: Framing = {
  contentType: "application/json",
  prefix: "[",
  separator: ",",
  suffix: "]",
  oneLine: false,
};

/** CloudTrail's own wrapper, `{"Records":[…]}`. */
export const recordsObject: Framing = {
  contentType: "application/json",
  prefix: '{"Records":[',
  separator: ",",
  suffix: "]}",
  oneLine: false,
};

/** The event as it stands in the body. */
export function frame(event: NormalizedEvent, framing: Framing): string | Uint8Array {
  const framed = framing.wrap ? framing.wrap(event) : event.body;
  return framing.oneLine && typeof framed !== "string" ? onOneLine(framed) : framed;
}

/** A pretty-printed record on one line: line breaks in JSON text can only be white space between tokens. */
function onOneLine(body: Uint8Array): Uint8Array {
  if (!body.includes(0x0a) && !body.includes(0x0d)) return body;
  return body.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}
