/** A scalar somewhere in a JSON value, with the path to it for the failure message. */
export interface Leaf {
  readonly path: string;
  readonly value: string | number | boolean;
}

/** Every scalar of a JSON value that says something: null and empty texts count as absent. */
export function leavesOf(value: unknown, path = "$"): Leaf[] {
  if (typeof value === "string") return value === "" ? [] : [{ path, value }];
  if (typeof value === "number" || typeof value === "boolean") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${path}.${key}`));
}

/**
 * The leaves of `record` that `event` does not contain: neither as a value, written as text, nor inside a JSON text
 * (request and response data, several values under one unmapped key).
 */
export function lostLeaves(record: unknown, event: unknown): Leaf[] {
  const found = new Set<string>();
  collect(event, found);
  return leavesOf(record).filter(({ value }) => !found.has(String(value)));
}

function collect(value: unknown, found: Set<string>): void {
  for (const { value: leaf } of leavesOf(value)) {
    found.add(String(leaf));
    if (typeof leaf === "string" && /^[[{"]/.test(leaf)) collectJsonText(leaf, found);
  }
}

function collectJsonText(text: string, found: Set<string>): void {
  try {
    collect(JSON.parse(text), found);
  } catch {
    // A text that only looks like JSON.
  }
}
