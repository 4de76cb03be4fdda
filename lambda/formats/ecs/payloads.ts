import { isObject } from "../json-value.ts";
import { type FieldName, type Output, otherShape, text, type WriteValue } from "./field-rules.ts";
import { hasNoValues, withoutEmpty } from "./values.ts";

/** requestParameters, responseElements and the like, whose members every service chooses for itself. */

/** How payloads are kept. */
export type PayloadForm = "both" | "text" | "flattened";

export interface PayloadOutput extends Output {
  readonly payloads: PayloadForm;
  readonly flattened: Flattened;
}

/** From this length on Elastic keeps a payload as text only: Lucene takes no longer term. */
const MAX_FLATTENED_CHARACTERS = 32_766;

/** The payloads as objects without empty values: members of `aws.cloudtrail.flattened`. */
export class Flattened {
  private members = "";

  /** @param json the value, printed */
  add({ name }: FieldName, value: object, json: string): void {
    const kept = hasNoValues(value) ? JSON.stringify(withoutEmpty(value)) : json;
    if (kept === undefined) return;
    this.members += this.members === "" ? `{"${name}":` : `,"${name}":`;
    this.members += kept;
  }

  /** The object; undefined when there is nothing in it. */
  finish(): string | undefined {
    return this.members === "" ? undefined : `${this.members}}`;
  }
}

/** Once as text, complete, and once as an object without empty values. */
export const payload: WriteValue<PayloadOutput> = (value, name, output) => {
  if (!isObject(value)) return text(value, name, output);
  const json = JSON.stringify(value);
  if (json === "{}") return;
  const isLong = json.length >= MAX_FLATTENED_CHARACTERS;
  if (!isLong && output.payloads !== "text") output.flattened.add(name, value, json);
  if (isLong || output.payloads !== "flattened") output.json.putJson(name.json, JSON.stringify(json));
};

/** As an object without empty values; as text only where it is too long for that. */
export const flattenedOnly: WriteValue<PayloadOutput> = (value, name, output) => {
  if (!isObject(value)) return otherShape(value, name, output);
  const json = JSON.stringify(value);
  if (json.length >= MAX_FLATTENED_CHARACTERS) output.json.putJson(name.json, JSON.stringify(json));
  else output.flattened.add(name, value, json);
};
