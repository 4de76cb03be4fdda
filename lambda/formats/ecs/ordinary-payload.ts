import { ObjectKeys, signatureOf } from "./object-keys.ts";

/** Top-level members of requests and responses that a document repeats elsewhere. */
const LOOKED_INTO: ReadonlySet<number> = new Set(
  [
    ...["userName", "newUserName", "groupName", "computerName", "user", "group"],
    ...["instanceId", "target", "resourceId", "instanceIds", "instancesSet"],
  ].map((name) => signatureOf(name, 0, name.length)),
);

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** Longer integers can be more than a double carries. */
const MAX_DIGITS = 15;

/**
 * Whether an object's JSON says at a glance that nobody needs to parse it: Elastic would remove nothing of it, no key
 * stands there twice, no number is one that changes when it is read, and the document repeats none of its members. Most
 * requests are like that, and parsing them would cost three times as much as this.
 *
 * When in doubt it is false: for escapes, white space, fractions, keys that look alike, and many of them.
 * @param json valid JSON
 * @param isPlain there is no backslash in it
 */
export function isOrdinary(json: string, isPlain: boolean): boolean {
  if (json.charCodeAt(0) !== OPEN_BRACE || !(isPlain || !json.includes("\\"))) return false;
  keys.reset();
  let end = 0;
  for (;;) {
    const quote = json.indexOf('"', end);
    if (quote < 0) return isOrdinaryGap(json, end, json.length);
    if (!isOrdinaryGap(json, end, quote)) return false;
    end = json.indexOf('"', quote + 1) + 1;
    const isKey = json.charCodeAt(end) === COLON;
    if (!(isKey ? isOrdinaryKey(json, quote + 1, end - 1) : isSomeValue(json, quote + 1, end - 1)))
      return false;
  }
}

/** Those of the object that is being looked at, and of the objects around it. */
const keys = new ObjectKeys();

function isOrdinaryKey(json: string, start: number, end: number): boolean {
  const signature = signatureOf(json, start, end);
  return keys.add(signature) && !(keys.depth === 1 && LOOKED_INTO.has(signature));
}

/** Not what `isNoValue` says. */
function isSomeValue(json: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0 || (length === 1 && json.charCodeAt(start) === MINUS)) return false;
  return length !== 4 || !json.startsWith("none", start);
}

/** What stands between two texts: brackets, commas, colons, numbers, true and false. */
function isOrdinaryGap(json: string, start: number, end: number): boolean {
  let before = QUOTE;
  let digits = 0;
  for (let index = start; index < end; index += 1) {
    const code = json.charCodeAt(index);
    const isDigit = code >= ZERO && code <= NINE;
    digits = isDigit ? digits + 1 : 0;
    if (isDigit) {
      if (digits > MAX_DIGITS || (before === MINUS && code === ZERO)) return false;
    } else if (code === OPEN_BRACE) {
      if (!keys.open()) return false;
    } else if (code === CLOSE_BRACE) {
      if (before === OPEN_BRACE) return false;
      keys.close();
    } else if (code === CLOSE_BRACKET) {
      if (before === OPEN_BRACKET) return false;
    } else if (code !== COMMA && code !== COLON && code !== OPEN_BRACKET && code !== MINUS) {
      const isLetterOfBoolean = IN_BOOLEANS.includes(code);
      const isExponent = before >= ZERO && before <= NINE;
      if (!isLetterOfBoolean || isExponent) return false;
    }
    before = code;
  }
  return true;
}

/** `null`, fractions and white space have others. */
const IN_BOOLEANS = [..."truefals"].map((letter) => letter.charCodeAt(0));
