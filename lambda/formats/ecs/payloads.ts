import type { RecordFields } from "../../record-fields.ts";
import { isObject } from "../json-value.ts";
import { type FieldName, type Output, otherShape, text, type WriteValue } from "./field-rules.ts";
import { isOrdinary } from "./ordinary-payload.ts";
import { hasNoValues, withoutEmpty } from "./values.ts";

/** requestParameters, responseElements and the like, whose members every service chooses for itself. */

/** How payloads are kept. */
export type PayloadForm = "both" | "text" | "flattened";

export interface PayloadOutput extends Output {
  readonly payloads: PayloadForm;
  readonly flattened: Flattened;
}

/** A request or response. */
export interface Payload {
  readonly json: string;
  /** Undefined for an object that nobody needs to look into: an ordinary one. */
  readonly value: unknown;
}

/** From this length on Elastic keeps a payload as text only: Lucene takes no longer term. */
const MAX_FLATTENED_CHARACTERS = 32_766;

/** What a call was asked; undefined when the record does not tell. */
export function readRequest(record: RecordFields, isPlain: boolean): Payload | undefined {
  const json = record.requestJson;
  if (json === undefined) return undefined;
  return isOrdinary(json, isPlain) ? { json, value: undefined } : parsedPayload(record.requestParameters);
}

/** What it answered. */
export function readResponse(record: RecordFields, isPlain: boolean): Payload | undefined {
  const json = record.responseJson;
  if (json === undefined) return undefined;
  return isOrdinary(json, isPlain) ? { json, value: undefined } : parsedPayload(record.responseElements);
}

/** A payload that is parsed already. */
function parsedPayload(value: unknown): Payload {
  return { json: JSON.stringify(value), value };
}

/** The payloads as objects without empty values: members of `aws.cloudtrail.flattened`. */
export class Flattened {
  private members = "";

  /** @param json the value, printed */
  add({ name }: FieldName, json: string): void {
    this.members += this.members === "" ? `{"${name}":` : `,"${name}":`;
    this.members += json;
  }

  /** The object; undefined when there is nothing in it. */
  finish(): string | undefined {
    return this.members === "" ? undefined : `${this.members}}`;
  }
}

/** Once as text, complete, and once as an object without empty values. */
export function writePayload({ json, value }: Payload, name: FieldName, output: PayloadOutput): void {
  if (value !== undefined && !isObject(value)) {
    text(value, name, output);
    return;
  }
  if (json === "{}") return;
  const isLong = json.length >= MAX_FLATTENED_CHARACTERS;
  if (!isLong && output.payloads !== "text") addFlattened(json, value, name, output);
  if (isLong || output.payloads !== "flattened") output.json.putJson(name.json, JSON.stringify(json));
}

/** The same for a value that is parsed already. */
export const payload: WriteValue<PayloadOutput> = (value, name, output) => {
  writePayload(parsedPayload(value), name, output);
};

/** As an object without empty values; as text only where it is too long for that. */
export const flattenedOnly: WriteValue<PayloadOutput> = (value, name, output) => {
  if (!isObject(value)) return otherShape(value, name, output);
  const json = JSON.stringify(value);
  if (json.length >= MAX_FLATTENED_CHARACTERS) output.json.putJson(name.json, JSON.stringify(json));
  else addFlattened(json, value, name, output);
};

function addFlattened(json: string, value: object | undefined, name: FieldName, output: PayloadOutput): void {
  const kept = value !== undefined && hasNoValues(value) ? JSON.stringify(withoutEmpty(value)) : json;
  if (kept !== undefined) output.flattened.add(name, kept);
}
