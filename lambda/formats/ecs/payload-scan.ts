import { ObjectKeys, signatureOf } from "./object-keys.ts";

/** What there is to know of a request or response whose JSON nobody needs to parse and print again. */
export interface ScannedPayload {
  /** The JSON without what Elastic removes. */
  readonly kept: string;
  /** True when it has a member that a document repeats elsewhere. */
  readonly isLookedInto: boolean;
}

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
const LETTER_N = 0x6e;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** Letters of `true` and `false`, and what follows the first one of `null`. Exponents and white space have others. */
const IN_WORDS: readonly number[] = [..."truefals"].map((letter) => letter.charCodeAt(0));
/** Longer integers can be more than a double carries. */
const MAX_DIGITS = 15;

/**
 * Reads a payload's JSON without parsing it: parsing and printing it again would cost several times as much, and most
 * payloads would come out as they went in. What Elastic removes is cut out of the text.
 *
 * Undefined when parsing and printing might give another text (a key that stands there twice, fractions and large
 * numbers, escapes, white space), when an object would be left empty or an element of an array removed, and when in
 * doubt: keys that look alike, many of them, many levels. Keys that are numbers keep their places, unlike in a parsed
 * object.
 * @param json valid JSON
 * @param isPlain there is no backslash in it
 */
export function scanPayload(json: string, isPlain: boolean): ScannedPayload | undefined {
  if (json.charCodeAt(0) !== OPEN_BRACE || !(isPlain || !json.includes("\\"))) return undefined;
  return new PayloadScan(json).run();
}

/** Of the scan that is under way: one scan is done before the next begins. */
const keys = new ObjectKeys();

class PayloadScan {
  private readonly json: string;
  /** Where the last key begins. */
  private key = 0;
  /** What is kept of the JSON up to `done`. */
  private kept = "";
  private done = 0;
  private isLookedInto = false;

  constructor(json: string) {
    this.json = json;
    keys.reset();
  }

  run(): ScannedPayload | undefined {
    const { json } = this;
    let end = 0;
    for (;;) {
      const quote = json.indexOf('"', end);
      if (!this.readGap(end, quote < 0 ? json.length : quote)) return undefined;
      if (quote < 0) break;
      end = json.indexOf('"', quote + 1) + 1;
      const isRead = json.charCodeAt(end) === COLON ? this.readKey(quote, end) : this.readText(quote, end);
      if (!isRead) return undefined;
    }
    const kept = this.done === 0 ? json : this.kept + json.slice(this.done);
    return { kept, isLookedInto: this.isLookedInto };
  }

  private readKey(start: number, end: number): boolean {
    const signature = signatureOf(this.json, start + 1, end - 1);
    this.key = start;
    if (keys.depth === 1 && LOOKED_INTO.has(signature)) this.isLookedInto = true;
    return keys.add(signature);
  }

  private readText(start: number, end: number): boolean {
    const length = end - start - 2;
    const isNoValue =
      length === 0 ||
      (length === 1 && this.json.charCodeAt(start + 1) === MINUS) ||
      (length === 4 && this.json.startsWith("none", start + 1));
    return !isNoValue || this.remove(start, end);
  }

  /** Reads what stands between two texts: brackets, commas, colons, numbers, true, false and null. */
  private readGap(start: number, end: number): boolean {
    const { json } = this;
    let before = QUOTE;
    let digits = 0;
    for (let index = start; index < end; index += 1) {
      const code = json.charCodeAt(index);
      if (code >= ZERO && code <= NINE) {
        digits += 1;
        if (digits > MAX_DIGITS || (before === MINUS && code === ZERO)) return false;
      } else {
        if (!this.readMark(code, before, index)) return false;
        digits = 0;
      }
      before = code;
    }
    return true;
  }

  private readMark(code: number, before: number, index: number): boolean {
    switch (code) {
      case COMMA:
      case COLON:
      case OPEN_BRACKET:
      case MINUS:
        return true;
      case OPEN_BRACE:
        return keys.open();
      case CLOSE_BRACE:
        keys.close();
        return before !== OPEN_BRACE || this.remove(index - 1, index + 1);
      case CLOSE_BRACKET:
        return before !== OPEN_BRACKET || this.remove(index - 1, index + 1);
      case LETTER_N:
        return this.remove(index, index + "null".length);
      default:
        return IN_WORDS.includes(code) && !(before >= ZERO && before <= NINE);
    }
  }

  /** Cuts the last key and its value out; false when that would leave nothing, or the value is none of a key. */
  private remove(start: number, end: number): boolean {
    const { json, key } = this;
    if (json.charCodeAt(start - 1) !== COLON) return false;
    const hasOthersBefore = keys.drop();
    if (!hasOthersBefore && json.charCodeAt(end) !== COMMA) return false;
    // One comma goes with it: the one in front of it, or behind it when it is the first.
    this.kept += json.slice(this.done, hasOthersBefore ? key - 1 : key);
    this.done = hasOthersBefore ? end : end + 1;
    return true;
  }
}
