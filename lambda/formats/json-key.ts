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
  return { first, afterValue: `,${first}`, afterText: `",${first}` };
}
