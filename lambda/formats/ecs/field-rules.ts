import { isObject, type JsonObject, setOwn } from "../json-value.ts";
import { ecsText, inSnakeCase, SnakeNames } from "./values.ts";

/**
 * How the fields of one CloudTrail object are written under their ECS-side names.
 *
 * A field without a rule is kept under its name in snake case, so that what AWS adds tomorrow is not lost. A value that
 * does not have the shape its rule expects would break the index mapping: it is kept as text under `<name>_text`.
 */
export interface FieldRules<Context> {
  readonly byField: ReadonlyMap<string, FieldRule<Context>>;
  /** Names that fields without a rule cannot take. */
  readonly names: readonly string[];
}

interface FieldRule<Context> {
  readonly name: string;
  readonly read: ReadValue<Context>;
}

/** The value as it is written; undefined leaves it out, `WRONG_SHAPE` keeps it as text. */
export type ReadValue<Context> = (value: unknown, context: Context) => unknown;

export const WRONG_SHAPE = Symbol("wrong shape");

export type OutputObject = Record<string, unknown>;

/** Rules from `[CloudTrail field, name, how]` rows; `reserved` names are those that something else writes. */
export function fieldRules<Context>(
  rows: readonly (readonly [field: string, name: string, read: ReadValue<Context>])[],
  reserved: readonly string[] = [],
): FieldRules<Context> {
  return {
    byField: new Map(rows.map(([field, name, read]) => [field, { name, read }])),
    names: [...rows.flatMap(([, name]) => [name, `${name}_text`]), ...reserved],
  };
}

/** Every field of an object by its rules, in the object's own order; undefined when nothing is left. */
export function applyRules<Context>(
  object: JsonObject,
  rules: FieldRules<Context>,
  context: Context,
): OutputObject | undefined {
  let output: OutputObject | undefined;
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
    const written = rule.read(value, context);
    if (written === undefined) continue;
    output ??= {};
    if (written === WRONG_SHAPE) output[`${rule.name}_text`] = ecsText(value);
    else output[rule.name] = written;
  }
  return unknown === undefined ? output : withUnknown(object, unknown, rules, output ?? {});
}

function withUnknown<Context>(
  object: JsonObject,
  fields: readonly string[],
  rules: FieldRules<Context>,
  output: OutputObject,
): OutputObject | undefined {
  const names = new SnakeNames(rules.names);
  for (const field of fields) {
    const value = inSnakeCase(object[field]);
    if (value !== undefined) setOwn(output, names.nameOf(field), value);
  }
  for (const _ in output) return output;
  return undefined;
}

/** Text; objects and arrays as JSON text. */
export const text = (value: unknown): unknown => ecsText(value);

/** Written by another part of the document. */
export const elsewhere = (): undefined => undefined;

/** An object with rules of its own. */
export function nested<Context>(rules: FieldRules<Context>): ReadValue<Context> {
  return (value, context) => (isObject(value) ? applyRules(value, rules, context) : WRONG_SHAPE);
}
