import { memberKey } from "../json-text.ts";
import { isObject, type JsonObject } from "../json-value.ts";
import type { JsonWriter } from "../json-writer.ts";
import { ecsSnakeJson, ecsText, SnakeNames } from "./values.ts";

/**
 * How the fields of one CloudTrail object are written under their ECS-side names.
 *
 * A field without a rule is kept under its name in snake case, so that what AWS adds tomorrow is not lost. A value that
 * does not have the shape its rule expects would break the index mapping: it is kept as text under `<name>_text`.
 */
export interface FieldRule<Context> {
  readonly name: string;
  /** `"name":` */
  readonly key: string;
  /** False when the value has not the expected shape; nothing is written then. */
  write(writer: JsonWriter, key: string, value: unknown, context: Context): boolean;
}

export interface FieldRules<Context> {
  readonly byField: ReadonlyMap<string, FieldRule<Context>>;
  /** Names that other fields of the same object cannot take. */
  readonly names: readonly string[];
}

type WriteField<Context> = FieldRule<Context>["write"];

/** Rules from `[CloudTrail field, name, how]` rows; `reserved` names are those that something else writes. */
export function fieldRules<Context>(
  rows: readonly (readonly [field: string, name: string, write: WriteField<Context>])[],
  reserved: readonly string[] = [],
): FieldRules<Context> {
  const rules = rows.map(([field, name, write]) => [field, { name, key: memberKey(name), write }] as const);
  return {
    byField: new Map(rules),
    names: [...rows.flatMap(([, name]) => [name, `${name}_text`]), ...reserved],
  };
}

/** Writes every field of an object, in its own order. */
export function writeFields<Context>(
  writer: JsonWriter,
  object: JsonObject,
  rules: FieldRules<Context>,
  context: Context,
): void {
  let unknown: string[] | undefined;
  for (const field in object) {
    const rule = rules.byField.get(field);
    if (rule === undefined) {
      unknown ??= [];
      unknown.push(field);
      continue;
    }
    const value = object[field];
    if (value === null || value === undefined) continue;
    if (!rule.write(writer, rule.key, value, context)) {
      writer.text(memberKey(`${rule.name}_text`), ecsText(value));
    }
  }
  if (unknown === undefined) return;
  const names = new SnakeNames(rules.names);
  for (const field of unknown) writer.json(memberKey(names.nameOf(field)), ecsSnakeJson(object[field]));
}

/** Text; objects and arrays as JSON text. */
export function text(writer: JsonWriter, key: string, value: unknown): boolean {
  writer.text(key, ecsText(value));
  return true;
}

/** Written by another part of the document. */
export function elsewhere(): boolean {
  return true;
}

/** An object with rules of its own. */
export function nested<Context>(rules: FieldRules<Context>): WriteField<Context> {
  return (writer, key, value, context) => {
    if (!isObject(value)) return false;
    const outer = writer.open(key);
    writeFields(writer, value, rules, context);
    writer.close(outer);
    return true;
  };
}
