import ipaddr from "ipaddr.js";
import { RE2JS } from "re2js";
import { PatternError, shown } from "./pattern-error.ts";
import { compileWildcard } from "./wildcard.ts";

/** Tells whether one value of a record (undefined when the field is absent) is what a pattern asks for. */
export type Matcher = (value: unknown) => boolean;

type Path = readonly string[];
type TextTest = (text: string) => boolean;

/**
 * The comparison operators of EventBridge's event patterns, and `regex` besides.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const OPERATORS: Readonly<Record<string, (operand: unknown, path: Path) => Matcher>> = {
  prefix: (operand, path) => onText(affixTest("prefix", operand, path)),
  suffix: (operand, path) => onText(affixTest("suffix", operand, path)),
  "equals-ignore-case": (operand, path) => onText(ignoreCaseTest(textOperand(operand, path))),
  wildcard: (operand, path) => onText(wildcardTest(textOperand(operand, path), path)),
  "anything-but": anythingBut,
  numeric,
  cidr,
  exists,
  regex: (operand, path) => onText(regexTest(textOperand(operand, path), path)),
};

/** Compiles one entry of a pattern's list: a value to equal, or an object with one operator. */
export function compileMatcher(entry: unknown, path: Path): Matcher {
  if (entry === null || typeof entry === "string" || typeof entry === "number" || typeof entry === "boolean")
    return (value) => value === entry;
  const [operator = "", ...more] = typeof entry === "object" ? Object.keys(entry) : [];
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined || more.length > 0 || Array.isArray(entry))
    throw new PatternError(
      path,
      `expected a value or an object with one of ${Object.keys(OPERATORS).join(", ")}, got ${shown(entry)}`,
    );
  return compile((entry as Record<string, unknown>)[operator], [...path, operator]);
}

function onText(test: TextTest): Matcher {
  return (value) => typeof value === "string" && test(value);
}

function textOperand(operand: unknown, path: Path): string {
  if (typeof operand === "string" && operand !== "") return operand;
  throw new PatternError(path, `expected text that is not empty, got ${shown(operand)}`);
}

/** A `prefix` or `suffix`, whose case may be ignored. */
function affixTest(kind: "prefix" | "suffix", operand: unknown, path: Path): TextTest {
  const loose = singleMember(operand, "equals-ignore-case");
  const affix = textOperand(loose === undefined ? operand : loose, path);
  const lower = affix.toLowerCase();
  if (kind === "prefix")
    return loose === undefined
      ? (text) => text.startsWith(affix)
      : (text) => text.toLowerCase().startsWith(lower);
  return loose === undefined ? (text) => text.endsWith(affix) : (text) => text.toLowerCase().endsWith(lower);
}

function singleMember(operand: unknown, name: string): unknown {
  if (typeof operand !== "object" || operand === null || Object.keys(operand).join() !== name)
    return undefined;
  return (operand as Record<string, unknown>)[name];
}

function ignoreCaseTest(wanted: string): TextTest {
  const lower = wanted.toLowerCase();
  return (text) => text.toLowerCase() === lower;
}

function wildcardTest(pattern: string, path: Path): TextTest {
  try {
    return compileWildcard(pattern);
  } catch (error) {
    throw new PatternError(path, `${shown(pattern)}: ${(error as Error).message}`);
  }
}

/** RE2 syntax, found anywhere in the text: linear time, so that no record can make it slow. */
function regexTest(pattern: string, path: Path): TextTest {
  try {
    const regex = RE2JS.compile(pattern);
    return (text) => regex.matcher(text).find();
  } catch (error) {
    throw new PatternError(
      path,
      `${shown(pattern)} is no RE2 regular expression (no look-around, no back-references): ${(error as Error).message}`,
    );
  }
}

/** Matches a value that is there and is none of these. */
function anythingBut(operand: unknown, path: Path): Matcher {
  const tests = butTests(operand, path);
  return (value) => {
    if (typeof value === "object" && value !== null) return false;
    return value !== undefined && tests.every((test) => !test(value));
  };
}

const BUT_OPERATORS: Readonly<Record<string, (operand: unknown, path: Path) => TextTest>> = {
  prefix: (operand, path) => affixTest("prefix", operand, path),
  suffix: (operand, path) => affixTest("suffix", operand, path),
  "equals-ignore-case": (operand, path) => ignoreCaseTest(textOperand(operand, path)),
  wildcard: (operand, path) => wildcardTest(textOperand(operand, path), path),
};

function butTests(operand: unknown, path: Path): Matcher[] {
  const entries: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (entries.length === 0) throw new PatternError(path, "expected at least one value, got []");
  if (entries.every((entry) => typeof entry === "string" || typeof entry === "number"))
    return entries.map((entry) => (value) => value === entry);
  const [operator = "", ...more] =
    typeof operand === "object" && operand !== null && !Array.isArray(operand) ? Object.keys(operand) : [];
  const compile = Object.hasOwn(BUT_OPERATORS, operator) ? BUT_OPERATORS[operator] : undefined;
  if (compile === undefined || more.length > 0)
    throw new PatternError(
      path,
      `expected text, a number, a list of these, or one of ${Object.keys(BUT_OPERATORS).join(", ")}, got ${shown(operand)}`,
    );
  const inner = (operand as Record<string, unknown>)[operator];
  const list: unknown[] = Array.isArray(inner) ? inner : [inner];
  if (list.length === 0) throw new PatternError([...path, operator], "expected at least one value, got []");
  return list.map((entry) => onText(compile(entry, [...path, operator])));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(operand: unknown, path: Path): Matcher {
  const expected = 'a list of comparisons and numbers such as [">", 0, "<=", 5]';
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4))
    throw new PatternError(path, `expected ${expected}, got ${shown(operand)}`);
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const [sign, bound] = [String(operand[at]), operand[at + 1] as unknown];
    const compare = Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
    if (compare === undefined || typeof bound !== "number")
      throw new PatternError(path, `expected ${expected}, got ${shown(operand)}`);
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function cidr(operand: unknown, path: Path): Matcher {
  const text = textOperand(operand, path);
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text) && !ipaddr.IPv6.isValidCIDR(text))
    throw new PatternError(
      path,
      `expected an address block such as "10.0.0.0/24" or "2001:db8::/32", got ${shown(text)}`,
    );
  const [base, bits] = ipaddr.parseCIDR(text);
  const isInside = (value: string) => {
    const address = addressOf(value);
    return address !== undefined && address.kind() === base.kind() && address.match(base, bits);
  };
  // Parsing an address costs more than all other operators, and the same few callers come again and again.
  const known = new Map<string, boolean>();
  return (value) => {
    if (typeof value !== "string") return false;
    let verdict = known.get(value);
    if (verdict === undefined) {
      verdict = isInside(value);
      if (known.size >= MAX_KNOWN_ADDRESSES) known.clear();
      known.set(value, verdict);
    }
    return verdict;
  };
}

const MAX_KNOWN_ADDRESSES = 10_000;

/** Many callers are no addresses (`AWS Internal`, service names), and some only look like one (`08.1.250.216`). */
function addressOf(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
    ? ipaddr.process(text)
    : undefined;
}

function exists(operand: unknown, path: Path): Matcher {
  if (typeof operand !== "boolean")
    throw new PatternError(path, `expected true or false, got ${shown(operand)}`);
  return (value) => (value !== undefined) === operand;
}
