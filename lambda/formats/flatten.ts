/** Walking a record down to its leaves, for formats that have one level only. */

export interface FlattenRules {
  readonly separator: string;
  /** A key as one path step. */
  step(key: string): string;
  /** What an array becomes: steps by index (undefined), or one leaf. */
  arrayLeaf?(items: readonly unknown[]): string | undefined;
  /** Whether `{}` and `[]` are leaves; otherwise they are left out. */
  readonly keepsEmpty: boolean;
}

/** A leaf: a scalar, null, or an empty object or array. */
export type VisitLeaf = (path: string, leaf: unknown) => void;

/** Visits every leaf below a value, in the value's own order. The value itself has the given path. */
export function visitLeaves(path: string, value: unknown, rules: FlattenRules, visit: VisitLeaf): void {
  if (typeof value !== "object" || value === null) {
    visit(path, value);
    return;
  }
  const steps = Array.isArray(value)
    ? visitArray(path, value, rules, visit)
    : visitObject(path, value, rules, visit);
  if (steps === 0 && rules.keepsEmpty) visit(path, value);
}

/** Visits every leaf of a record. */
export function visitRecord(record: object, rules: FlattenRules, visit: VisitLeaf): void {
  visitObject(undefined, record, rules, visit);
}

function visitObject(path: string | undefined, value: object, rules: FlattenRules, visit: VisitLeaf): number {
  const object = value as Record<string, unknown>;
  let steps = 0;
  for (const key in object) {
    steps++;
    const step = rules.step(key);
    visitLeaves(path === undefined ? step : path + rules.separator + step, object[key], rules, visit);
  }
  return steps;
}

function visitArray(path: string, items: readonly unknown[], rules: FlattenRules, visit: VisitLeaf): number {
  const leaf = items.length === 0 ? undefined : rules.arrayLeaf?.(items);
  if (leaf !== undefined) {
    visit(path, leaf);
    return items.length;
  }
  for (const [index, item] of items.entries())
    visitLeaves(path + rules.separator + index, item, rules, visit);
  return items.length;
}
