const MAX_ENTRIES = 2_048;
const MAX_KEY_LENGTH = 256;

/**
 * Remembers the results of a pure function for texts that come again and again: the times, names and addresses of a
 * log file are few. Bounded: forgets everything when full, and never holds long texts.
 */
export function memoize<Result>(
  compute: (text: string) => Result,
  maxKeyLength = MAX_KEY_LENGTH,
): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    if (text.length <= maxKeyLength) {
      if (results.size >= MAX_ENTRIES) results.clear();
      results.set(text, result);
    }
    return result;
  };
}

/**
 * A value that can be remembered. In a record with escapes, a text is a part of the record's and keeps all of it in
 * memory: of that, a copy. In plain records, texts that recur are strings of their own, and the same ones each time.
 */
export function ownValue(value: unknown, isPlain: boolean): unknown {
  // By way of JSON, in which half of a surrogate pair is not lost.
  return isPlain || typeof value !== "string" ? value : JSON.parse(JSON.stringify(value));
}

/** Results that are remembered for one first value. */
const FEW = 8;

/**
 * Remembers the results of a pure function of several values, where few of their combinations come at a time: what one
 * API's calls have in common. Bounded like `memoize`; results for long texts are not kept.
 */
export function recall<First extends string | undefined, Second, Third, Fourth, Result>(
  compute: (first: First, second: Second, third: Third, fourth: Fourth) => Result,
): (first: First, second: Second, third: Third, fourth: Fourth) => Result {
  interface Known {
    readonly second: Second;
    readonly third: Third;
    readonly fourth: Fourth;
    readonly result: Result;
  }
  const byFirst = memoize((): Known[] => []);
  return (first, second, third, fourth) => {
    const known = byFirst(first ?? "");
    for (const entry of known) {
      if (entry.second === second && entry.third === third && entry.fourth === fourth) return entry.result;
    }
    const result = compute(first, second, third, fourth);
    if (known.length >= FEW) known.shift();
    known.push({ second, third, fourth, result });
    return result;
  };
}
