import { isJsonObject } from "../../../encode/event-text.ts";
import { replaceMembers } from "../../../encode/json-members.ts";

const PAYLOADS = new Set(["requestParameters", "responseElements"]);

/** The record with its two payloads as JSON text: they have thousands of different fields, which wide schemas refuse. */
export function payloadsAsText(text: string): string {
  if (!isJsonObject(text)) return text;
  return replaceMembers(text, ({ key }, value) =>
    PAYLOADS.has(key) && /^[{[]/.test(value) ? JSON.stringify(value) : undefined,
  );
}
