import type { RecordFields } from "../../record-fields.ts";
import { isObject } from "../json-value.ts";
import { type FieldName, type Output, otherShape, text } from "./field-rules.ts";
import { scanPayload } from "./payload-scan.ts";
import { hasNoValues, withoutEmpty } from "./values.ts";

/**
 * requestParameters, responseElements and the like, whose members every service chooses for itself: once as text,
 * complete, and once as an object without empty values, a member of `aws.cloudtrail.flattened`.
 */

/** How payloads are kept. */
export type PayloadForm = "both" | "text" | "flattened";

/** A payload that is there. */
export interface Payload {
  readonly json: string;
  /** The JSON without what Elastic removes, where that is known. */
  readonly kept?: string;
  /** Undefined for an object that nobody needs to look into. */
  readonly value?: unknown;
}

/** From this length on Elastic keeps a payload as text only: Lucene takes no longer term. */
const MAX_FLATTENED_CHARACTERS = 32_766;

/** What a call was asked; undefined when the record does not tell. */
export function readRequest(record: RecordFields, isPlain: boolean): Payload | undefined {
  const json = record.requestJson;
  if (json === undefined) return undefined;
  const scanned = scanPayload(json, isPlain);
  if (scanned === undefined) return readPayload(record.requestParameters);
  const { kept, isLookedInto } = scanned;
  return { json, kept, value: isLookedInto ? record.requestParameters : undefined };
}

/** What it answered. */
export function readResponse(record: RecordFields, isPlain: boolean): Payload | undefined {
  const json = record.responseJson;
  if (json === undefined) return undefined;
  const scanned = scanPayload(json, isPlain);
  if (scanned === undefined) return readPayload(record.responseElements);
  const { kept, isLookedInto } = scanned;
  return { json, kept, value: isLookedInto ? record.responseElements : undefined };
}

/** A payload that is parsed already. */
export function readPayload(value: unknown): Payload | undefined {
  if (value === undefined || value === null) return undefined;
  return { json: JSON.stringify(value), kept: undefined, value };
}

/** Writes the text form, or the only form of what is no object. */
export function putPayloadText(
  name: FieldName,
  payload: Payload | undefined,
  form: PayloadForm,
  output: Output,
): void {
  if (payload === undefined) return;
  const { json, value } = payload;
  if (value !== undefined && !isObject(value)) text(value, name, output);
  else if (json !== "{}" && (form !== "flattened" || isLong(json))) putQuoted(name, json, output);
}

/** The same for a payload that is kept as an object, and as text only where that is not possible. */
export function putOddPayload(name: FieldName, payload: Payload | undefined, output: Output): void {
  if (payload === undefined) return;
  const { json, value } = payload;
  if (!isObject(value)) otherShape(value, name, output);
  else if (isLong(json)) putQuoted(name, json, output);
}

/** Writes the object form. */
export function putFlattened(name: FieldName, payload: Payload | undefined, { json: to }: Output): void {
  if (payload === undefined) return;
  const kept = payload.kept ?? keptOf(payload);
  if (kept !== undefined && !isLong(payload.json)) to.putJson(name.json, kept);
}

function keptOf({ json, value }: Payload): string | undefined {
  if (!isObject(value)) return undefined;
  return hasNoValues(value) ? JSON.stringify(withoutEmpty(value)) : json;
}

function isLong(json: string): boolean {
  return json.length >= MAX_FLATTENED_CHARACTERS;
}

function putQuoted(name: FieldName, json: string, output: Output): void {
  output.json.putJson(name.json, JSON.stringify(json));
}
