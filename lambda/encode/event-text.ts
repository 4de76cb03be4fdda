import type { NormalizedEvent } from "../types.ts";

/** The event as text on one line: line breaks of a pretty-printed record become spaces, as they stand between tokens. */
export function eventText({ body }: NormalizedEvent): string {
  if (typeof body === "string") return body;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  return /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, " ") : text;
}

/** Whether an event's text is a JSON object. */
export function isJsonObject(text: string): boolean {
  return /^\s*\{/.test(text);
}

/** The event as a JSON value: as it is when it is JSON, else as a string. */
export function eventJson(event: NormalizedEvent): string {
  const text = eventText(event);
  return isJsonObject(text) ? text : JSON.stringify(text);
}

/** The event as a JSON object: as it is, or as the member `message` of a new one. */
export function eventObject(event: NormalizedEvent): string {
  const text = eventText(event);
  return isJsonObject(text) ? text : `{"message":${JSON.stringify(text)}}`;
}
