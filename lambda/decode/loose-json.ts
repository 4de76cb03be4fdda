/** Reading fields of JSON whose shape nobody promised: a field of the wrong type counts as absent. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object under `name`; an empty one when there is none. */
export function objectIn(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  return isJsonObject(value) ? value : {};
}

/** The text under `name`; undefined when it is empty or no text. */
export function textIn(parent: JsonObject, name: string): string | undefined {
  const value = parent[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The whole number of at least 0 under `name`. */
export function countIn(parent: JsonObject, name: string): number | undefined {
  const value = parent[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The ISO instant under `name`, in ms since the epoch. */
export function instantIn(parent: JsonObject, name: string): number | undefined {
  const text = textIn(parent, name);
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

const MAX_QUOTED = 200;

/** Foreign text for an error or a log line: escaped, so that it cannot break the line, and cut. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}
