/** Reading values of a parsed record, whose shapes nobody guarantees. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object; false for arrays and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NO_FIELDS: JsonObject = Object.freeze(Object.create(null));

/** The value when it is an object, else an object without fields. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NO_FIELDS;
}

/** The value when it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A scalar as text; undefined for null, "", objects and arrays. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A scalar as text, an object or array as JSON text; undefined for null, "", `{}` and `[]`. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return scalarText(value);
  for (const _ in value) return JSON.stringify(value);
  return undefined;
}

/** Sets an own property whatever its name is; a plain assignment to `__proto__` would change the prototype instead. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
