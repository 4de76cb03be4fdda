import { memoize } from "./memo.ts";

/** A member's name as it stands in JSON before a text value, by what comes before it. */
export interface Key {
  /** Behind the opening brace: `"uid":"`. */
  readonly first: string;
  /** Behind a value that is complete: `,"uid":"`. */
  readonly afterValue: string;
  /** Behind a text whose closing quote is still to come: `","uid":"`. */
  readonly afterText: string;
}

/** A key that opens objects of which its text is the only member. */
export interface PathKey extends Key {
  /** What closes the text and its objects: `"}}`. */
  readonly end: string;
}

/** The key of any name; names that come again are made once. */
export const keyOf = memoize((name): Key => pieceOf(`${JSON.stringify(name)}:"`));

/** The key at the end of a path of objects, each with one member: `"account":{"uid":"`. */
export function pathKey(...names: readonly string[]): PathKey {
  const first = `${names.map((name) => `"${name}":`).join("{")}"`;
  return { ...pieceOf(first), end: flat(`"${"}".repeat(names.length - 1)}`) };
}

/** The last member of an object that begins with others: `{"type_id":2,"value":"`. */
export function lastMember(first: string): PathKey {
  return { ...pieceOf(first), end: '"}' };
}

/**
 * Any other piece of JSON by what comes before it: a key that opens objects on its way (`"account":{"id":"`), or members
 * that are complete (`"cloud":{"provider":"aws"`). Who writes it closes what it opens.
 */
export function pieceOf(first: string): Key {
  return { first: flat(first), afterValue: flat(`,${first}`), afterText: flat(`",${first}`) };
}

/**
 * The same text in one part, for what is written many times. A text that was put together is kept by its parts until
 * somebody reads a character of it; printing a larger text that holds it walks the parts every time.
 */
export function flat(text: string): string {
  return text.charCodeAt(0) === 0 ? "" : text;
}
