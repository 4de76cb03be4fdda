import { isObject, type JsonObject } from "../json-value.ts";
import { JsonWriter } from "../json-writer.ts";
import { fieldName, fieldRules, type Output, otherShape, text, writeFields } from "./field-rules.ts";

const NAME = fieldName("resources");

const resource = fieldRules<Output>([
  ["ARN", "arn", text],
  ["accountId", "account_id", text],
  ["type", "type", text],
]);

/** Writes `resources`, each of them once. */
export function writeResources(value: unknown, output: Output): void {
  if (value === undefined || value === null) return;
  if (!Array.isArray(value) || !value.every(isObject)) otherShape(value, NAME, output);
  else if (value.length > 1) writeSeveral(value, output);
  else for (const entry of value) writeOnly(entry, output);
}

function writeOnly(entry: JsonObject, output: Output): void {
  const { json } = output;
  json.open('"resources":[');
  json.open("{");
  writeFields(entry, resource, output);
  json.close();
  json.close("]");
}

function writeSeveral(entries: readonly JsonObject[], { json, text }: Output): void {
  const written: string[] = [];
  let list = "";
  for (const entry of entries) {
    const own = new JsonWriter(true);
    writeFields(entry, resource, { json: own, text });
    const fields = own.finish();
    if (fields === "{}" || written.includes(fields)) continue;
    written.push(fields);
    list += list === "" ? fields : `,${fields}`;
  }
  if (list !== "") json.putJson(NAME.json, `[${list}]`);
}
