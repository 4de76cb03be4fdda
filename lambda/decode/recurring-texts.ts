/** Texts of fewer bytes are not looked for: three words are read of each. */
const SHORTEST = 4;
/** Longer ones are user agents at most, and rare. */
const LONGEST = 512;
const PLACES = 2_048;

/**
 * Texts that came lately. Event names, addresses and times of a log file are few: the same text is one string, whose
 * hash is known to whoever looks it up, and which equals itself at a glance.
 *
 * Bounded: each place holds one text, and a newer one takes its place.
 */
export class RecurringTexts {
  private readonly texts: string[] = new Array(PLACES).fill("");

  /**
   * The ASCII text between two positions. It is a string of its own, which keeps nothing else in memory.
   * @param words the same bytes, to be read four at a time
   * @param record text of the record that it is a part of, from `recordStart` on
   */
  at(
    bytes: Buffer,
    words: DataView,
    start: number,
    end: number,
    record: string,
    recordStart: number,
  ): string {
    const length = end - start;
    if (length < SHORTEST || length > LONGEST) return bytes.toString("latin1", start, end);
    const place = placeOf(words, start, end);
    const known = this.texts[place] as string;
    if (known.length === length && record.startsWith(known, start - recordStart)) return known;
    const text = bytes.toString("latin1", start, end);
    this.texts[place] = text;
    return text;
  }
}

/** By length and three words: the last one, and two where times, names and addresses differ. */
function placeOf(words: DataView, start: number, end: number): number {
  const span = end - start - 3;
  const hash =
    Math.imul(words.getInt32(end - 4, true), 0x9e3779b1) ^
    Math.imul(words.getInt32(start + (span >> 1), true), 0x85ebca6b) ^
    Math.imul(words.getInt32(start + ((span * 11) >> 4), true), 0xc2b2ae35) ^
    span;
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
