import { createHmac } from "node:crypto";
import { RE2JS } from "re2js";
import { PROTECTED_FIELDS, type RedactConfig } from "../contract/redact-config.ts";
import { isJsonObject } from "../decode/loose-json.ts";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { anywhereNamed, type CompiledPath, compilePath, type PathNode, PathTracker } from "./path.ts";
import { CREDENTIAL_NAMES } from "./presets.ts";

export const MASK = "[redacted]";

/** Values replaced, by rule. */
export type RedactionCounts = Map<string, number>;

/** The record with its values replaced, or the very same record when there was nothing to replace. */
export type Redactor = (record: CloudTrailRecord, counts: RedactionCounts) => CloudTrailRecord;

interface Rule {
  readonly name: string;
  readonly paths: readonly CompiledPath[];
  readonly pattern?: RE2JS;
  readonly replace: (text: string) => string;
}

/**
 * Compiles redaction. Deterministic; the record given is never changed. `null` and "" hide nothing and stay, so do
 * `eventID` and `eventTime`. What no rule covers is returned as it was.
 * @param hashKey Key of the rules that hash.
 * @throws {Error} when a rule hashes and there is no key.
 */
export function compileRedactor(config: RedactConfig, hashKey?: string | Uint8Array): Redactor | undefined {
  const rules = rulesOf(config, hashKey);
  if (rules.length === 0) return undefined;
  const tracker = new PathTracker(rules.flatMap((rule) => rule.paths.map((path) => [path, rule] as const)));
  const everywhere = rules.filter((rule) => rule.paths.length === 0);
  return (record, counts) => {
    const walk = { tracker, counts };
    return redactObject(record, { node: tracker.root, inside: everywhere }, walk, true) as CloudTrailRecord;
  };
}

function rulesOf(config: RedactConfig, hashKey?: string | Uint8Array): Rule[] {
  const presets: Rule[] = config.presets.map((name) => ({
    name,
    paths: [anywhereNamed(CREDENTIAL_NAMES)],
    replace: () => MASK,
  }));
  return [
    ...presets,
    ...config.rules.map(({ name, paths, pattern, action }) => ({
      name,
      paths: (paths ?? []).map(compilePath),
      pattern: pattern === undefined ? undefined : RE2JS.compile(pattern),
      replace: action === "mask" ? () => MASK : hashing(name, hashKey),
    })),
  ];
}

function hashing(rule: string, key: string | Uint8Array | undefined): (text: string) => string {
  if (key === undefined || key.length === 0)
    throw new Error(`redaction rule ${JSON.stringify(rule)} hashes, but its key is missing or empty`);
  return (text) => `hmac-sha256:${createHmac("sha256", key).update(text).digest("hex")}`;
}

/** What is known on the way down: paths that may still end, and pattern rules that cover everything from here. */
interface Place {
  readonly node: PathNode<Rule>;
  readonly inside: readonly Rule[];
}

/** What stays the same for a whole record. */
interface Walk {
  readonly tracker: PathTracker<Rule>;
  readonly counts: RedactionCounts;
}

function redactObject(object: CloudTrailRecord, place: Place, walk: Walk, isRoot = false): unknown {
  const changed = new Map<string, unknown>();
  for (const name of Object.keys(object)) {
    if (isRoot && PROTECTED_FIELDS.has(name)) continue;
    const value = object[name];
    const { node, ended } = walk.tracker.move(place.node, name);
    const whole = ended.find((rule) => rule.pattern === undefined);
    const redacted =
      whole === undefined
        ? redactValue(value, { node, inside: union(place.inside, ended) }, walk)
        : replaced(value, whole, walk.counts);
    if (redacted !== value) changed.set(name, redacted);
  }
  if (changed.size === 0) return object;
  // fromEntries, because assigning to a member called __proto__ would not make a member.
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, changed.has(name) ? changed.get(name) : value]),
  );
}

/** Each rule once: a path that ends with `**` ends at every level. */
function union(inside: readonly Rule[], ended: readonly Rule[]): readonly Rule[] {
  const more = ended.filter((rule) => !inside.includes(rule));
  return more.length === 0 ? inside : [...inside, ...more];
}

function redactValue(value: unknown, place: Place, walk: Walk): unknown {
  if (place.node.isDeadEnd && place.inside.length === 0) return value;
  if (typeof value === "string") return redactText(value, place.inside, walk.counts);
  if (Array.isArray(value)) {
    const elements = value.map((element) => redactValue(element, place, walk));
    return elements.some((element, index) => element !== value[index]) ? elements : value;
  }
  return isJsonObject(value) ? redactObject(value, place, walk) : value;
}

function replaced(value: unknown, rule: Rule, counts: RedactionCounts): unknown {
  if (value === null || value === "") return value;
  counts.set(rule.name, (counts.get(rule.name) ?? 0) + 1);
  return rule.replace(typeof value === "string" ? value : JSON.stringify(value));
}

function redactText(text: string, rules: readonly Rule[], counts: RedactionCounts): string {
  let result = text;
  for (const rule of rules) {
    if (rule.pattern === undefined) continue;
    const matcher = rule.pattern.matcher(result);
    let rest = 0;
    let built = "";
    while (matcher.find()) {
      if (matcher.end() === matcher.start()) continue;
      built +=
        result.slice(rest, matcher.start()) + rule.replace(result.slice(matcher.start(), matcher.end()));
      rest = matcher.end();
      counts.set(rule.name, (counts.get(rule.name) ?? 0) + 1);
    }
    if (rest > 0) result = built + result.slice(rest);
  }
  return result;
}

/**
 * The same for a record on its way: one that was changed has new bytes, its JSON; any other is returned as it is, byte
 * for byte.
 */
export function redactRecord(redactor: Redactor, record: RawRecord, counts: RedactionCounts): RawRecord {
  const value = redactor(record.value, counts);
  if (value === record.value) return record;
  return { ordinal: record.ordinal, bytes: Buffer.from(JSON.stringify(value)), value };
}
