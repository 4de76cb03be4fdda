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
