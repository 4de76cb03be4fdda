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
export const keyOf = memoize((name): Key => {
  const first = `${JSON.stringify(name)}:"`;
  return { first, afterValue: `,${first}`, afterText: `",${first}` };
});
