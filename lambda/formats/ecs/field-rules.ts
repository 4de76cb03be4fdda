import { type Key, pieceOf } from "../json-key.ts";
import { memberKey } from "../json-text.ts";
import { isObject, type JsonObject } from "../json-value.ts";
import type { JsonWriter } from "../json-writer.ts";
import type { ReadText } from "./texts.ts";
import { inSnakeCase, memberOf, SnakeNames } from "./values.ts";

/**
 * How the fields of one CloudTrail object are written under their ECS-side names.
 *
 * A field without a rule is kept under its name in snake case, so that what AWS adds tomorrow is not lost. A value that
 * does not have the shape its rule expects would break the index mapping: it is kept as text under `<name>_text`.
 */
export interface FieldRules<Out extends Output> {
  readonly byField: ReadonlyMap<string, FieldRule<Out> | typeof elsewhere>;
  /** Names that fields without a rule cannot take. */
  readonly names: ReadonlySet<string>;
}

interface FieldRule<Out extends Output> {
  readonly name: FieldName;
  readonly write: WriteValue<Out>;
}

/** Where fields are written to; rules that need to know more extend it. */
export interface Output {
  readonly json: JsonWriter;
  readonly text: ReadText;
}

/** Writes a value, which is neither null nor undefined, if anything is left of it. */
export type WriteValue<Out extends Output> = (value: unknown, name: FieldName, output: Out) => void;

/** A name in the forms that values are written under. */
export interface FieldName {
  readonly name: string;
  /** Before a text. */
  readonly text: Key;
  /** Before finished JSON. */
  readonly json: Key;
  /** Before the members of an object. */
  readonly object: string;
  /** Before the text of a value that has the wrong shape. */
  readonly other: Key;
}

/** Written by another part of the document. */
export const elsewhere = Symbol("elsewhere");

/** Rules from `[CloudTrail field, name, how]` rows; `reserved` names are those that something else writes. */
export function fieldRules<Out extends Output>(
  rows: readonly (readonly [field: string, name: string, write: WriteValue<Out> | typeof elsewhere])[],
  reserved: readonly string[] = [],
): FieldRules<Out> {
  return {
    byField: new Map(
      rows.map(([field, name, write]) => [
        field,
        write === elsewhere ? elsewhere : { name: fieldName(name), write },
      ]),
    ),
    names: new Set([...rows.flatMap(([, name]) => [name, `${name}_text`]), ...reserved]),
  };
}

function fieldName(name: string): FieldName {
  return {
    name,
    text: pieceOf(`"${name}":"`),
    json: pieceOf(`"${name}":`),
    object: `"${name}":{`,
    other: pieceOf(`"${name}_text":"`),
  };
}

/** Writes every field of an object by its rule, in the object's own order, and the fields without a rule behind them. */
export function writeFields<Out extends Output>(
  object: JsonObject,
  rules: FieldRules<Out>,
  output: Out,
): void {
  let unknown: string[] | undefined;
  for (const field in object) {
    const rule = rules.byField.get(field);
    if (rule === elsewhere) continue;
    if (rule === undefined) {
      unknown ??= [];
      unknown.push(field);
      continue;
    }
    const value = memberOf(object, field);
    if (value !== null && value !== undefined) rule.write(value, rule.name, output);
  }
  if (unknown !== undefined) writeUnknown(object, unknown, new SnakeNames(rules.names), output.json);
}

function writeUnknown(
  object: JsonObject,
  fields: readonly string[],
  names: SnakeNames,
  json: JsonWriter,
): void {
  for (const field of fields) {
    const value = inSnakeCase(object[field]);
    if (value !== undefined) json.raw(memberKey(names.nameOf(field)) + JSON.stringify(value));
  }
}

/** Text; objects and arrays as JSON text. */
export const text: WriteValue<Output> = (value, name, output) => {
  output.json.put(name.text, output.text(value));
};

/** What has not the shape that the index expects under the name. */
export const otherShape: WriteValue<Output> = (value, name, output) => {
  output.json.put(name.other, output.text(value));
};

/** An object with rules of its own. */
export function nested<Out extends Output>(rules: FieldRules<Out>): WriteValue<Out> {
  return (value, name, output) => {
    if (!isObject(value)) return otherShape(value, name, output);
    output.json.open(name.object);
    writeFields(value, rules, output);
    output.json.close();
  };
}
