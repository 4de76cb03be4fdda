import { isObject, type JsonObject, setOwn, textOf } from "../json-value.ts";
import { memoize } from "../memo.ts";

/**
 * Elastic's pipeline takes null, "", "-" and "none" for "no value" and removes objects and arrays that are left
 * empty, at all depths. These functions do the same, on the way to the output: the record is not changed.
 */

/** Whether Elastic takes a text for no value. */
export function isNoValue(text: string): boolean {
  return text.length < 5 && (text === "" || text === "-" || text === "none");
}

/** Text of a value; undefined when Elastic takes it for no value. Objects and arrays become JSON text. */
export function ecsText(value: unknown): string | undefined {
  if (typeof value === "string") return isNoValue(value) ? undefined : value;
  return textOf(value);
}

/** Whether Elastic would remove something of a value, at any depth. */
export function hasNoValues(value: unknown): boolean {
  if (typeof value === "string") return isNoValue(value);
  if (typeof value !== "object" || value === null) return value === null;
  if (Array.isArray(value)) return value.length === 0 || value.some(hasNoValues);
  let isEmpty = true;
  for (const key in value) {
    if (hasNoValues(memberOf(value, key))) return true;
    isEmpty = false;
  }
  return isEmpty;
}

/**
 * A member of an object whose members are gone through with `for … in`.
 *
 * V8 compiles `object[key]` inside of such a loop for objects that are laid out in the usual way. Once it has met another
 * (a number as key, thousands of keys), it compiles, fails and compiles again, without end, and the whole format takes
 * twice the time. Read in a function of their own, members cost a little more, and always the same.
 */
export function memberOf(object: object, key: string): unknown {
  return (object as JsonObject)[key];
}

/** A value without what Elastic removes; undefined when nothing is left. */
export function withoutEmpty(value: unknown): unknown {
  return copy(value, (key) => key);
}

/** The same with CloudTrail's own field names in snake case. */
export function inSnakeCase(value: unknown): unknown {
  if (!isObject(value) && !Array.isArray(value)) return copy(value, (key) => key);
  const names = new SnakeNames();
  return copy(value, (key) => names.nameOf(key), inSnakeCase);
}

function copy(
  value: unknown,
  nameOf: (key: string) => string,
  copyMember: (member: unknown) => unknown = withoutEmpty,
): unknown {
  if (value === null || (typeof value === "string" && isNoValue(value))) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = value.map(copyMember).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  let object: Record<string, unknown> | undefined;
  for (const key in value) {
    const member = copyMember(memberOf(value, key));
    if (member === undefined) continue;
    object ??= {};
    setOwn(object, nameOf(key), member);
  }
  return object;
}

const NONE: ReadonlySet<string> = new Set();

/** Snake-case names for the members of one object, each used once. */
export class SnakeNames {
  readonly #taken: ReadonlySet<string>;
  readonly #used = new Set<string>();

  /** @param taken Names that are used for other members of the same object. */
  constructor(taken: ReadonlySet<string> = NONE) {
    this.#taken = taken;
  }

  /** `originalRequestID` → `original_request_id`. Dots, which Elasticsearch takes for nesting, become `_`. */
  nameOf(key: string): string {
    const base = snakeName(key);
    let name = base;
    for (let count = 2; this.#taken.has(name) || this.#used.has(name); count++) name = `${base}_${count}`;
    this.#used.add(name);
    return name;
  }
}

const snakeName = memoize((key) => snakeCase(key).replaceAll(".", "_") || "_");

/** `originalRequestID` → `original_request_id`, `ARNPrefix` → `arn_prefix`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
