import type { RecordFields } from "../../record-fields.ts";
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

/** The forms of a name. */
export function fieldName(name: string): FieldName {
  return {
    name,
    text: pieceOf(`"${name}":"`),
    json: pieceOf(`"${name}":`),
    object: `"${name}":{`,
    other: pieceOf(`"${name}_text":"`),
  };
}

/** A field and its value. */
type Entry = readonly [field: string, value: unknown];

/** Writes every field of an object by its rule, in the object's own order, and the fields without a rule behind them. */
export function writeFields<Out extends Output>(
  object: JsonObject,
  rules: FieldRules<Out>,
  output: Out,
): void {
  let unknown: Entry[] | undefined;
  for (const field in object) {
    const value = memberOf(object, field);
    if (writeField(field, value, rules, output)) continue;
    unknown ??= [];
    unknown.push([field, value]);
  }
  if (unknown !== undefined) writeUnknown(unknown, rules, output);
}

/** The same for fields that come by themselves. */
export function writeEntries<Out extends Output>(
  entries: readonly Entry[],
  rules: FieldRules<Out>,
  output: Out,
): void {
  writeUnknown(
    entries.filter(([field, value]) => !writeField(field, value, rules, output)),
    rules,
    output,
  );
}

/** Writes a field by its rule; false when there is none. */
function writeField<Out extends Output>(
  field: string,
  value: unknown,
  { byField }: FieldRules<Out>,
  output: Out,
): boolean {
  const rule = byField.get(field);
  if (rule === undefined) return false;
  if (rule !== elsewhere && value !== null && value !== undefined) rule.write(value, rule.name, output);
  return true;
}

function writeUnknown<Out extends Output>(
  entries: readonly Entry[],
  rules: FieldRules<Out>,
  { json }: Out,
): void {
  const names = new SnakeNames(rules.names);
  for (const [field, member] of entries) {
    const value = inSnakeCase(member);
    if (value !== undefined) json.raw(memberKey(names.nameOf(field)) + JSON.stringify(value));
  }
}

/** A field that few records have. */
export function otherField({ others }: RecordFields, field: string): unknown {
  return others.length === 0 ? undefined : others.find(([name]) => name === field)?.[1];
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
