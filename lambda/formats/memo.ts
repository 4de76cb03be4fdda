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
