/** What a field of a record can hold once its type is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** OCSF 1.1.0 allows texts of at most this many characters; longer ones stay in `unmapped`. */
export const MAX_TEXT_LENGTH = 65_535;

/** The value when it is a JSON object, neither null nor an array. */
export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** Whether the value is a JSON object, neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a field counts as missing: CloudTrail leaves a field out, sets it null or empty, and means the same. */
export function isAbsent(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "";
}

/** A scalar that fits a text attribute, as text; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value === "" || value.length > MAX_TEXT_LENGTH ? undefined : value;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
