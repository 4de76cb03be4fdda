import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from "./json-bytes.ts";
import { afterEscaped, ENDS_TOKEN, isUsual, kindOfToken } from "./json-tokens.ts";
import { knownValuesOf } from "./known-fields.ts";
import type { KnownValue, KnownValues, ValueFacts } from "./known-values.ts";
import { MemberMarks } from "./member-marks.ts";

/** What may come next between two tokens. Numbers, because the hot loop compares them for every token. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY = 2;
const KEY_OR_END = 3;
const COLON_NEXT = 4;
const COMMA_OR_END = 5;

/** Deeper than any allowed record; below it the kind of each open container is not tracked, the value counts as not valid. */
const TRACKED_DEPTH = 4096;
/** Longest number that is still looked at; whatever is longer is not a number anybody wrote. */
const LONGEST_TOKEN = 100_000;

/** 1 for the bytes that a string's plain characters end at: quote, backslash and control characters. */
const ENDS_STRING_RUN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);

/** Set in bytes beyond ASCII. */
const HIGH_BITS = 0x80808080;

/**
 * Whether four bytes are all plain characters of a string: for each, `(x - 1) & ~x` has its high bit set where `x` is 0, and
 * with 0x20 instead of 1 where it is below 0x20. Most bytes of a file are looked at here.
 */
function isStringRun(four: number): boolean {
  const quotes = four ^ 0x22222222;
  const backslashes = four ^ 0x5c5c5c5c;
  const ends =
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes) |
    ((four - 0x20202020) & ~four);
  return (ends & HIGH_BITS) === 0;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Finds the end of one JSON value across buffers and checks its syntax (RFC 8259) on the way, without building anything.
 *
 * A value with wrong syntax is followed to its end by nesting and quotes alone. Whether the bytes are UTF-8 is not looked at.
 */
export class ValueScanner {
  isDone = true;
  isValid = true;
  /** Deepest nesting: 1 for a flat object, 0 for a scalar. */
  maxDepth = 0;
  /** Object members at all depths, as written. */
  keys = 0;
  /** Whether there is a number that a double may not carry exactly. */
  hasOddNumber = false;
  /** Whether a key or a text is written with a backslash. */
  hasEscape = false;
  /** Whether every byte is a character by itself. */
  isAscii = true;
  /** Where the keys and values are that stand directly in the value; of all values since the marks were cleared. */
  readonly members = new MemberMarks();

  private depth = 0;
  private buffer = NO_BYTES;
  private bytes = Buffer.alloc(0) as Buffer;
  private words = new DataView(NO_BYTES.buffer);
  private next = VALUE;
  private inString = false;
  private isKey = false;
  /** 0: not in an escape; 1: after the backslash; 2 to 5: that many hex digits, less one, are still to come. */
  private escaping = 0;
  /** Where the object that is being read is remembered, and its deepest nesting so far, the whole value included. */
  private remembering: KnownValues | undefined;
  private innerDepth = 0;
  /** A number or word that the last buffer ended in. */
  private token = "";
  private readonly isObject = new Uint8Array(TRACKED_DEPTH);

  /** Makes ready for the first byte of a value. */
  begin(): void {
    this.isDone = false;
    this.isValid = true;
    this.maxDepth = 0;
    this.keys = 0;
    this.hasOddNumber = false;
    this.hasEscape = false;
    this.isAscii = true;
    this.depth = 0;
    this.next = VALUE;
    this.inString = false;
    this.escaping = 0;
    this.token = "";
  }

  /** Positions count in a new buffer from now on. */
  forgetMembers(): void {
    this.members.clear();
    this.remembering = undefined;
  }

  /** Reads on from `from`; returns the position after the value's last byte, or the buffer's length when it goes on. */
  scan(buffer: Uint8Array, from: number): number {
    const at = this.token === "" ? from : this.readToken(buffer, from);
    return this.isDone ? at : this.scanMore(buffer, at);
  }

  /** The same, where no token is open. The loop has nothing in it that happens only now and then: it stays compiled. */
  private scanMore(buffer: Uint8Array, from: number): number {
    let at = from;
    const { isObject } = this;
    const length = buffer.length;
    const words = this.wordsOf(buffer);
    const { members } = this;
    // Copies in local variables: every byte of every record passes here once.
    let { depth, maxDepth, innerDepth, keys, next, inString, isKey, escaping, isValid } = this;
    // Where the member began that is being read; of no meaning for one that began in an earlier buffer.
    let start = 0;
    let keysBefore = 0;
    let seen = 0;
    while (at < length) {
      let byte = buffer[at++] as number;
      if (inString) {
        if (escaping !== 0) {
          escaping = afterEscaped(escaping, byte);
          if (escaping < 0) {
            isValid = false;
            escaping = 0;
          }
          continue;
        }
        if (ENDS_STRING_RUN[byte] === 0) {
          while (at + 4 <= length) {
            const four = words.getInt32(at, true);
            if (!isStringRun(four)) break;
            seen |= four;
            at += 4;
          }
          while (ENDS_STRING_RUN[byte] === 0 && at < length) {
            seen |= byte;
            byte = buffer[at++] as number;
          }
          seen |= byte;
        }
        if (byte === QUOTE) {
          inString = false;
          if (isKey) next = COLON_NEXT;
          else {
            next = COMMA_OR_END;
            if (depth === 0) {
              this.isDone = true;
              break;
            }
          }
          if (depth === 1) members.add(start, at, 0);
        } else if (byte === BACKSLASH) {
          escaping = 1;
          this.hasEscape = true;
        } else if (byte < SPACE) isValid = false;
      } else if (byte === QUOTE) {
        isKey = next === KEY || next === KEY_OR_END;
        if (depth === 1) start = at - 1;
        if (!isKey && next !== VALUE && next !== VALUE_OR_END) isValid = false;
        inString = true;
      } else if (byte === COLON) {
        if (next !== COLON_NEXT) isValid = false;
        keys += 1;
        next = VALUE;
      } else if (byte === COMMA) {
        if (next !== COMMA_OR_END) isValid = false;
        next = isObject[depth] === 1 ? KEY : VALUE;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (next !== VALUE && next !== VALUE_OR_END) isValid = false;
        depth += 1;
        if (depth === 2) {
          start = at - 1;
          keysBefore = keys;
          const known = byte === OPEN_BRACE ? this.knownAt(start) : undefined;
          if (known !== undefined) {
            at += known.bytes.length - 1;
            members.addKnown(start, at, known);
            keys += known.members;
            if (known.depth >= maxDepth) maxDepth = known.depth + 1;
            depth = 1;
            next = COMMA_OR_END;
            continue;
          }
          innerDepth = 2;
        }
        if (depth > innerDepth) innerDepth = depth;
        if (depth > maxDepth) maxDepth = depth;
        if (depth < TRACKED_DEPTH) isObject[depth] = byte === OPEN_BRACE ? 1 : 0;
        else isValid = false;
        next = byte === OPEN_BRACE ? KEY_OR_END : VALUE_OR_END;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        const endsEmpty = byte === CLOSE_BRACE ? KEY_OR_END : VALUE_OR_END;
        const closes = isObject[depth] === (byte === CLOSE_BRACE ? 1 : 0);
        if (!closes || (next !== COMMA_OR_END && next !== endsEmpty)) isValid = false;
        depth -= 1;
        next = COMMA_OR_END;
        if (depth <= 0) {
          this.isDone = true;
          break;
        }
        if (depth === 1) {
          const inside = keys - keysBefore;
          const known =
            this.remembering !== undefined && isValid && (seen & HIGH_BITS) === 0
              ? this.remember(start, at, { members: inside, depth: innerDepth - 1 })
              : undefined;
          if (known === undefined) members.add(start, at, inside);
          else members.addKnown(start, at, known);
        }
      } else if (byte > SPACE) {
        if (next !== VALUE && next !== VALUE_OR_END) isValid = false;
        next = COMMA_OR_END;
        // What the token is decides over validity too; everything else is written back below.
        this.isValid = isValid;
        this.depth = depth;
        const tokenStart = at - 1;
        at = this.readToken(buffer, tokenStart);
        if (depth === 1) members.add(tokenStart, at, 0);
        isValid = this.isValid;
        if (this.isDone) break;
      } else if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) isValid = false;
    }
    if ((seen & HIGH_BITS) !== 0) this.isAscii = false;
    this.depth = depth;
    this.maxDepth = maxDepth;
    this.innerDepth = innerDepth;
    this.keys = keys;
    this.next = next;
    this.inString = inString;
    this.isKey = isKey;
    this.escaping = escaping;
    this.isValid = isValid;
    return at;
  }

  /** The buffer to be read four bytes at a time. */
  private wordsOf(buffer: Uint8Array): DataView {
    if (this.buffer !== buffer) {
      this.buffer = buffer;
      this.bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      this.words = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    return this.words;
  }

  /** The object that begins here, if it is one that came before. */
  private knownAt(at: number): KnownValue | undefined {
    const { members, bytes, words } = this;
    // Its key was in the buffer before.
    if (members.end === 0) return undefined;
    this.remembering = knownValuesOf(bytes, members.keyStart, members.keyEnd);
    return this.remembering?.at(bytes, words, at);
  }

  /** Remembers the object that ends here, if it is of a field whose values come again. */
  private remember(start: number, end: number, facts: ValueFacts): KnownValue | undefined {
    const { remembering, bytes, words } = this;
    this.remembering = undefined;
    if (remembering === undefined || this.hasEscape || this.hasOddNumber) return undefined;
    return remembering.remember(bytes, words, start, end, facts);
  }

  /** A number, `true`, `false` or `null`, up to the delimiter, which is not consumed. */
  private readToken(buffer: Uint8Array, from: number): number {
    let at = from;
    while (at < buffer.length && ENDS_TOKEN[buffer[at] as number] === 0) at += 1;
    // Most tokens are one of these; everything else is looked at as text.
    if (this.token === "" && this.depth > 0 && at < buffer.length && isUsual(buffer, from, at)) return at;
    if (this.token.length < LONGEST_TOKEN)
      this.token += Buffer.from(buffer.buffer, buffer.byteOffset + from, at - from).toString("latin1");
    if (at === buffer.length) return at;
    const { token } = this;
    this.token = "";
    if (this.depth === 0) this.isDone = true;
    const kind = kindOfToken(token);
    if (kind === "invalid") this.isValid = false;
    if (kind === "odd number") this.hasOddNumber = true;
    return at;
  }
}
