import { escaped } from "../json-text.ts";
import { ecsText, isNoValue } from "./values.ts";

/**
 * Reads a value as text the way it stands in JSON, between quotes: escaped where that is needed, so that a document is
 * put together of finished pieces. Undefined when Elastic takes the value for none. Objects and arrays become JSON text.
 */
export type ReadText = (value: unknown) => string | undefined;

/** @param isPlain no text of the record needs escaping in JSON (`RawRecord.isPlain`) */
export function textReader(isPlain: boolean): ReadText {
  return isPlain ? plainText : escapedText;
}

function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return isNoValue(value) ? undefined : value;
  // JSON text has quotes, so that of an object is escaped even here.
  return value === undefined || value === null ? undefined : escapedText(value);
}

function escapedText(value: unknown): string | undefined {
  const text = ecsText(value);
  return text === undefined ? undefined : escaped(text);
}
