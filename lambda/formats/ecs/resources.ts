import { isObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { type FieldName, fieldRules, type Output, otherShape, text, writeFields } from "./field-rules.ts";

const resource = fieldRules<Output>([
  ["ARN", "arn", text],
  ["accountId", "account_id", text],
  ["type", "type", text],
]);

/** Writes `resources`, each of them once. */
export function writeResources(value: unknown, name: FieldName, output: Output): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) || !value.every(isObject)) {
    otherShape(value, name, output);
    return;
  }
  const entries: string[] = [];
  for (const entry of value) {
    const json = new JsonWriter(true);
    writeFields(entry, resource, { json, text: output.text });
    const fields = json.finish();
    if (fields !== "{}" && !entries.includes(fields)) entries.push(fields);
  }
  if (entries.length > 0) output.json.putJson(name.json, `[${entries.join()}]`);
}
