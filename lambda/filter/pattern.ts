import { isJsonObject } from "../decode/loose-json.ts";
import type { CloudTrailRecord } from "../types.ts";
import { compileMatcher, type Matcher } from "./operators.ts";
import { PatternError, shown } from "./pattern-error.ts";

/** Deeper than any record is read. */
const MAX_DEPTH = 50;
const OR = "$or";

/**
 * Compiles a pattern as EventBridge writes them: an object of the record's shape whose leaves are lists. All members
 * must match; of a list one entry; of an array in the record one element. `$or` holds a list of patterns of which one must match.
 *
 * Beyond EventBridge: `regex` (RE2 syntax), and `exists` also on objects. The match is a pure function in linear time.
 * @throws {PatternError} with the path and what is accepted.
 * @example compilePattern({ eventSource: ["kms.amazonaws.com"], eventName: [{ prefix: "Decrypt" }] })
 */
export function compilePattern(pattern: unknown): (record: CloudTrailRecord) => boolean {
  return compileObject(pattern, []);
}

function compileObject(pattern: unknown, path: readonly string[]): Matcher {
  if (!isJsonObject(pattern))
    throw new PatternError(path, `expected an object of fields, got ${shown(pattern)}`);
  if (path.length > MAX_DEPTH) throw new PatternError(path, `nested more than ${MAX_DEPTH} deep`);
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    throw new PatternError(path, "expected at least one field, got {}; it would match everything");
  const tests = entries.map(([name, entry]): ((value: Readonly<Record<string, unknown>>) => boolean) => {
    if (name === OR) return compileOr(entry, [...path, OR]);
    const test = compileEntry(entry, [...path, name]);
    return (value) => test(Object.hasOwn(value, name) ? value[name] : undefined);
  });
  return (value) => isJsonObject(value) && tests.every((test) => test(value));
}

function compileOr(alternatives: unknown, path: readonly string[]): Matcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2)
    throw new PatternError(path, `expected a list of two or more patterns, got ${shown(alternatives)}`);
  const tests = alternatives.map((alternative: unknown, index) =>
    compileObject(alternative, [...path, `${index}`]),
  );
  return (value) => tests.some((test) => test(value));
}

function compileEntry(entry: unknown, path: readonly string[]): Matcher {
  if (Array.isArray(entry)) return compileList(entry, path);
  if (!isJsonObject(entry))
    throw new PatternError(path, `expected a list of values, such as [${shown(entry)}], got ${shown(entry)}`);
  const test = compileObject(entry, path);
  // A field that is absent can still match: `{"exists": false}` may be all that is asked of what is below it.
  const matchesAbsent = test({});
  return (value) => {
    if (Array.isArray(value) && value.length > 0) return value.some((element) => test(element));
    return isJsonObject(value) ? test(value) : matchesAbsent;
  };
}

function compileList(entries: readonly unknown[], path: readonly string[]): Matcher {
  if (entries.length === 0) throw new PatternError(path, "expected at least one value, got []");
  const tests = entries.map((entry) => ({
    test: compileMatcher(entry, path),
    // Whether a field is there is asked of the field, not of its elements.
    isWhole: isJsonObject(entry) && "exists" in entry,
  }));
  return (value) =>
    tests.some(({ test, isWhole }) =>
      Array.isArray(value) && !isWhole ? value.some((element) => test(element)) : test(value),
    );
}
