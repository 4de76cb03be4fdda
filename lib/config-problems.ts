import type { z } from "zod";
import { acceptedKeysAt, expectedAt } from "./schema-words.ts";

/** Turns what the schema refused into sentences that name the key, what is accepted and the value seen. */

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const REFERENCE = "see docs/configuration.md";

/** A value below such a key may be a secret that was pasted by mistake: it is never printed. */
const SENSITIVE = /secret|token|password|credential|apikey|auth|header|externalid/i;

/** Everything that is wrong with the configuration, one sentence each. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** `forwarder.<path>: expected <expected>, got <got>; see docs/configuration.md` */
export function problem(path: Path, expected: string, got: string): string {
  return `${spell(path)}: expected ${expected}, got ${got}; ${REFERENCE}`;
}

/** The sentences for one refused part of `tree`. */
export function describeIssue(issue: Issue, tree: unknown): string[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key, tree));
  if (issue.code === "invalid_key") {
    const words = issue.issues.map(({ message }) => message).join("; ");
    return [`${spell(issue.path)}: ${words}; ${REFERENCE}`];
  }
  const value = valueAt(tree, issue.path);
  if (isAuthored(issue.message)) {
    const said = issue.message.includes(", got ") || !issue.message.startsWith("expected");
    return [
      `${spell(issue.path)}: ${issue.message}${said ? "" : `, got ${show(issue.path, value)}`}; ${REFERENCE}`,
    ];
  }
  const expected = expectedAt(issue.path, tree) ?? issue.message;
  return [problem(issue.path, expected, show(issue.path, value))];
}

/** The accepted word that is spelt most like the given one, when one comes near. */
export function nearest(word: string, accepted: readonly string[]): string | undefined {
  const ranked = accepted
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 2)) ? best.candidate : undefined;
}

/** Single-character edits between two words (Levenshtein). */
export function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

function unknownKey(path: Path, key: string, tree: unknown): string {
  const accepted = acceptedKeysAt(path, tree);
  const near = nearest(key, accepted);
  return `${spell([...path, key])}: expected one of the keys ${accepted.join(", ")}, got an unknown key${
    near ? `; the nearest is "${near}"` : ""
  }; ${REFERENCE}`;
}

/** Messages written in a schema say what is expected; the library's own are replaced by better ones. */
function isAuthored(message: string): boolean {
  return !/^(Invalid|Too |Unrecognized)/.test(message);
}

function spell(path: Path): string {
  return ["forwarder", ...path.map(String)].join(".");
}

function show(path: Path, value: unknown): string {
  if (value === undefined) return "nothing";
  if (path.some((segment) => SENSITIVE.test(String(segment)))) return "a value that is not shown here";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Reflect.get(value, segment);
  }
  return value;
}
