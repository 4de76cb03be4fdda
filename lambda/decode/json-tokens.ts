import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, QUOTE, SPACE } from "./json-bytes.ts";

/** The parts of JSON without structure: numbers, words and escapes. */

/** A number of this many characters may have more digits than a double keeps. */
const ODD_NUMBER_LENGTH = 16;
/** 1 for the bytes that end a number or a word. */
export const ENDS_TOKEN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte <= SPACE || [COMMA, COLON, QUOTE, CLOSE_BRACE, CLOSE_BRACKET].includes(byte) ? 1 : 0,
);

const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const NULL = Buffer.from("null");
const ZERO = 0x30;
const NINE = 0x39;
const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** What a number or word is, by its text; an odd number may be one that a double does not carry exactly. */
export function kindOfToken(token: string): "word" | "number" | "odd number" | "invalid" {
  if (token === "null" || token === "true" || token === "false") return "word";
  if (!NUMBER.test(token)) return "invalid";
  return token.length >= ODD_NUMBER_LENGTH || /[-eE]/.test(token) ? "odd number" : "number";
}

/** Whether a token is `true`, `false`, `null`, or a whole number that any double carries. */
export function isUsual(buffer: Uint8Array, from: number, end: number): boolean {
  const length = end - from;
  const first = buffer[from];
  if (first === 0x74) return length === 4 && spells(buffer, from, TRUE);
  if (first === 0x66) return length === 5 && spells(buffer, from, FALSE);
  if (first === 0x6e) return length === 4 && spells(buffer, from, NULL);
  if (length >= ODD_NUMBER_LENGTH || (first === ZERO && length > 1)) return false;
  for (let at = from; at < end; at += 1) {
    const byte = buffer[at] as number;
    if (byte < ZERO || byte > NINE) return false;
  }
  return true;
}

function spells(buffer: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let index = 1; index < word.length; index += 1) if (buffer[from + index] !== word[index]) return false;
  return true;
}

/** The state after one more byte of an escape; -1 when the escape is not one of JSON. */
export function afterEscaped(escaping: number, byte: number): number {
  if (escaping === 1) {
    if (byte === 0x75) return 5; // u: four hex digits to come
    return '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 0 : -1;
  }
  const isHex =
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
  if (!isHex) return -1;
  return escaping === 2 ? 0 : escaping - 1;
}
