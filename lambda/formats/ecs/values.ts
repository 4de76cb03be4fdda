import { memberKey, quote } from "../json-text.ts";
import { isObject, textOf } from "../json-value.ts";

/**
 * Elastic's pipeline takes null, "", "-" and "none" for "no value" and removes objects and arrays that are left
 * empty, at all depths. These functions do the same, on the way to the output: the record is not changed.
 */

const NO_VALUE = new Set<unknown>([null, "", "-", "none"]);

/** Text of a value; undefined when Elastic takes it for no value. Objects and arrays become JSON text. */
export function ecsText(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value === "" || value === "-" || value === "none" ? undefined : value;
  }
  return value === undefined || value === null ? undefined : textOf(value);
}

/** JSON text of a value without what Elastic removes; undefined when nothing is left. */
export function ecsJson(value: unknown): string | undefined {
  if (typeof value === "string") return NO_VALUE.has(value) ? undefined : quote(value);
  if (typeof value !== "object" || value === null) return scalarJson(value);
  return Array.isArray(value) ? arrayJson(value, ecsJson) : objectJson(value);
}

/** The same with CloudTrail's own field names in snake case. */
export function ecsSnakeJson(value: unknown): string | undefined {
  if (Array.isArray(value)) return arrayJson(value, ecsSnakeJson);
  if (!isObject(value)) return ecsJson(value);
  const names = new SnakeNames();
  let members = "";
  for (const key in value) {
    const json = ecsSnakeJson(value[key]);
    if (json !== undefined) members += `${members === "" ? "" : ","}${memberKey(names.nameOf(key))}${json}`;
  }
  return members === "" ? undefined : `{${members}}`;
}

function objectJson(value: object): string | undefined {
  const object = value as Record<string, unknown>;
  let members = "";
  for (const key in object) {
    const json = ecsJson(object[key]);
    if (json !== undefined) members += (members === "" ? memberKey(key) : `,${memberKey(key)}`) + json;
  }
  return members === "" ? undefined : `{${members}}`;
}

function arrayJson(
  values: readonly unknown[],
  itemJson: (value: unknown) => string | undefined,
): string | undefined {
  let items = "";
  for (const value of values) {
    const json = itemJson(value);
    if (json !== undefined) items += items === "" ? json : `,${json}`;
  }
  return items === "" ? undefined : `[${items}]`;
}

function scalarJson(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return JSON.stringify(value);
}

/** Snake-case names for the members of one object, each used once. */
export class SnakeNames {
  readonly #used: Set<string>;

  /** @param taken Names that are used for other members of the same object. */
  constructor(taken: Iterable<string> = []) {
    this.#used = new Set(taken);
  }

  /** `originalRequestID` → `original_request_id`. Dots, which Elasticsearch takes for nesting, become `_`. */
  nameOf(key: string): string {
    const snake = snakeCase(key).replaceAll(".", "_");
    const base = snake === "" ? "_" : snake;
    let name = base;
    for (let count = 2; this.#used.has(name); count++) name = `${base}_${count}`;
    this.#used.add(name);
    return name;
  }
}

/** `originalRequestID` → `original_request_id`, `ARNPrefix` → `arn_prefix`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
