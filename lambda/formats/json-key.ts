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

/** The key of any name; names that come again are made once. */
export const keyOf = memoize((name): Key => pieceOf(`${JSON.stringify(name)}:"`));

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
