import { z } from "zod";
import { type ForwarderConfig, forwarderConfig } from "../lambda/contract/config.ts";
import { ConfigurationError, describeIssue, editDistance, problem } from "./config-problems.ts";
import { checkSettings } from "./settings-checks.ts";

/** CDK context as the app sees it: `cdk.json`'s `context` and every `-c key=value`. */
export type Context = Readonly<Record<string, unknown>>;

/** The parsed configuration, and whether its destination is only the stand-in of an unconfigured stack. */
export interface ForwarderSettings {
  readonly config: ForwarderConfig;
  readonly isPlaceholder: boolean;
}

/** What a stack without any destination is synthesized with; it refuses to be deployed. */
export const PLACEHOLDER_DESTINATIONS = {
  main: { type: "https", url: "https://siem.example.com/ingest" },
} as const;

const ROOT = "forwarder";
const FORBIDDEN_SEGMENT = /^(__proto__|constructor|prototype)?$/;

export type Tree = Record<string, unknown>;

/** One dotted key. */
export interface Override {
  readonly path: readonly string[];
  readonly raw: unknown;
}

/**
 * Reads the context object `forwarder`, folds in dotted `forwarder.a.b` overrides and parses the result.
 *
 * Text from the command line becomes a number, boolean, list or object where it reads as one, unless the schema wants
 * text there.
 * @throws {ConfigurationError} with one sentence for every problem.
 */
export function readSettings(context: Context): ForwarderSettings {
  const { tree, overrides } = readTree(context);
  const isPlaceholder = !hasDestination(tree);
  if (isPlaceholder) tree.destinations = { ...PLACEHOLDER_DESTINATIONS };
  const config = parse(tree, overrides);
  const unworkable = checkSettings(config);
  if (unworkable.length > 0) throw new ConfigurationError(unworkable);
  return { config, isPlaceholder };
}

/**
 * The tree under `forwarder` with every override folded in, before the schema has seen it.
 * @throws {ConfigurationError} for keys that lead nowhere
 */
export function readTree(context: Context): { readonly tree: Tree; readonly overrides: readonly Override[] } {
  const problems = misspeltKeys(context);
  const overrides = overridesOf(context, problems);
  const tree = objectOf(context[ROOT], problems);
  for (const override of overrides) fold(tree, override, coerce(override.raw), problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { tree, overrides };
}

function parse(tree: Tree, overrides: readonly Override[]): ForwarderConfig {
  const first = forwarderConfig.safeParse(tree);
  if (first.success) return first.data;
  // The schema decides: `-c forwarder.x=12345` is a number only where a number is wanted.
  const refused = new Set(first.error.issues.map((issue) => issue.path.join(".")));
  const retried = overrides.filter(({ path, raw }) => refused.has(path.join(".")) && coerce(raw) !== raw);
  const asText = structuredClone(tree);
  for (const override of retried) fold(asText, override, override.raw, []);
  const second = forwarderConfig.safeParse(asText);
  if (second.success) return second.data;
  const better = second.error.issues.length < first.error.issues.length;
  const [error, seen] = better ? [second.error, asText] : [first.error, tree];
  throw new ConfigurationError(error.issues.flatMap((issue) => describeIssue(issue, seen)));
}

function overridesOf(context: Context, problems: string[]): Override[] {
  const overrides: Override[] = [];
  for (const key of Object.keys(context)
    .filter((name) => name.startsWith(`${ROOT}.`))
    .sort()) {
    const path = key.slice(ROOT.length + 1).split(".");
    if (path.some((segment) => FORBIDDEN_SEGMENT.test(segment)))
      problems.push(problem(path, "names between the dots", `the context key ${JSON.stringify(key)}`));
    else overrides.push({ path, raw: context[key] });
  }
  return overrides;
}

function objectOf(value: unknown, problems: string[]): Tree {
  if (value === undefined) return {};
  const parsed = typeof value === "string" ? coerce(value) : value;
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
    return structuredClone(parsed as Tree);
  problems.push(
    problem([], "an object, or its JSON text", Array.isArray(parsed) ? "a list" : `a ${typeof parsed}`),
  );
  return {};
}

function fold(tree: Tree, { path }: Override, value: unknown, problems: string[]): void {
  let node = tree;
  for (const [index, segment] of path.slice(0, -1).entries()) {
    const child = Object.hasOwn(node, segment) ? node[segment] : undefined;
    if (child === undefined) node[segment] = {};
    else if (typeof child !== "object" || child === null) {
      problems.push(problem(path.slice(0, index + 1), "an object", `both a plain value and a key below it`));
      return;
    }
    node = node[segment] as Tree;
  }
  node[path.at(-1) ?? ""] = value;
}

/** Text as the value it reads as: a number, true or false, or JSON in brackets. Anything else stays as it is. */
export function coerce(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (text === "true" || text === "false") return text === "true";
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text);
  if (!/^[[{]/.test(text)) return value;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: the schema will say what it wants there.
    return value;
  }
}

function hasDestination(tree: Tree): boolean {
  const { destinations } = tree;
  if (destinations === undefined) return false;
  const empty = z.strictObject({}).safeParse(destinations);
  return !empty.success;
}

/** Context keys that are almost `forwarder`: without this check they would be ignored. */
function misspeltKeys(context: Context): string[] {
  return Object.keys(context)
    .filter((key) => {
      const name = key.split(".")[0] ?? "";
      return name !== ROOT && editDistance(name.toLowerCase(), ROOT) <= 2;
    })
    .map(
      (key) =>
        `${key}: expected a context key that starts with "${ROOT}", got ${JSON.stringify(key)}; see docs/configuration.md`,
    );
}
