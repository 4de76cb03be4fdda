import { isObject } from "./json-value.ts";

/** JSON text that is put together by hand, where keys can be anything or an event is finished already. */

// A string outside of these needs no escape; surrogates are left to JSON.stringify, which knows lone ones.
const NEEDS_ESCAPE = /[^\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]/;

/** A JSON string. */
export function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** A text as it stands between the quotes of a JSON string. */
export function escaped(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}

const MAX_CACHED_KEYS = 5_000;
const MAX_CACHED_KEY_LENGTH = 64;
const quotedKeys = new Map<string, string>();

/** `"key":`, remembered for keys that come again: record keys are few and are seen millions of times. */
export function memberKey(key: string): string {
  let quoted = quotedKeys.get(key);
  if (quoted === undefined) {
    quoted = `${quote(key)}:`;
    if (quotedKeys.size < MAX_CACHED_KEYS && key.length <= MAX_CACHED_KEY_LENGTH) quotedKeys.set(key, quoted);
  }
  return quoted;
}

/** Adds members to the end of a JSON object's text. `members` is written without braces; "" adds nothing. */
export function appendMembers(objectText: string, members: string): string {
  if (members === "") return objectText;
  const end = objectText.lastIndexOf("}");
  const open = objectText.slice(0, end);
  // Only an empty object ends with its opening brace here: inner objects keep their closing one.
  return `${open}${open.trimEnd().endsWith("{") ? "" : ","}${members}}`;
}

/** The first of `name`, `name_2`, `name_3`, … that none of a record's own top-level fields is, or begins with and a dot. */
export function freeName(record: unknown, name: string): string {
  if (!isObject(record)) return name;
  let free = name;
  const isTaken = (own: string) => own.startsWith(free) && (own === free || own[free.length] === ".");
  const names = Object.keys(record);
  for (let count = 2; names.some(isTaken); count++) free = `${name}_${count}`;
  return free;
}
