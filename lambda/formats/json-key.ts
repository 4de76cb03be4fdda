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
export const keyOf = memoize((name): Key => keyFrom(`${JSON.stringify(name)}:"`));

/** The key at the end of a path of objects, each with one member: `"account":{"uid":"`. */
export function pathKey(...names: readonly string[]): PathKey {
  return {
    ...keyFrom(`${names.map((name) => `"${name}":`).join("{")}"`),
    end: `"${"}".repeat(names.length - 1)}`,
  };
}

/** The last member of an object that begins with others: `{"type_id":2,"value":"`. */
export function memberKey(first: string): PathKey {
  return { ...keyFrom(first), end: '"}' };
}

function keyFrom(first: string): Key {
  return { first, afterValue: `,${first}`, afterText: `",${first}` };
}
