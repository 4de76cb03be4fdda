import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";

/** What the scanner learned about a value. */
export interface ValueFacts {
  /** Its object members at all depths. */
  readonly members: number;
  /** Deepest nesting: 1 for a flat object. */
  readonly depth: number;
}

/**
 * The value of a field that many records have byte for byte: valid JSON in ASCII without a backslash, in which every
 * number is one that a double carries.
 */
export class KnownValue implements ValueFacts {
  readonly bytes: Uint8Array;
  readonly members: number;
  readonly depth: number;
  private parsed: object | undefined;

  constructor(bytes: Uint8Array, facts: ValueFacts) {
    this.bytes = bytes;
    this.members = facts.members;
    this.depth = facts.depth;
  }

  /** The same object for all records that have the value: what was made of it can be remembered by it. */
  get value(): object {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  private parse(): object {
    const text = Buffer.from(this.bytes.buffer).toString("latin1");
    const value: object = JSON.parse(text);
    // Fewer members than were written: a key stands there twice.
    return countMembers(value) === this.members ? value : (parseExactJson(text) as object);
  }
}

/** Where a field's values differ from one another: offsets of four bytes each, all of them inside of any value. */
export interface Sampling {
  readonly offsets: readonly number[];
  /** Further ones, in values that begin with this text. */
  readonly longer?: { readonly prefix: string; readonly offsets: readonly number[] };
}

/** Longer ones are not remembered. Real ones have 100 to 1,000 bytes. */
const LONGEST = 4_096;
const SETS = 256;
/** Values that are remembered of those whose samples agree, or fall together by chance. */
const WAYS = 4;
/** Values that are expected again. */
const EXPECTED = 4_096;

interface Entry {
  readonly known: KnownValue;
  /** Four bytes in the middle and the last four: they tell most other values off without a comparison. */
  readonly middle: number;
  readonly tail: number;
}

/**
 * Values of one field that were seen lately. One session makes many calls, so most records repeat the `userIdentity` of
 * another, a third of their bytes: the scanner passes over it with one comparison, and nobody parses it again.
 *
 * Bounded: each place holds one value, and a newer one takes its turn.
 */
export class KnownValues {
  private readonly offsets: readonly number[];
  private readonly longerOffsets: readonly number[];
  /** The last four bytes of the prefix of longer values, and where they stand. */
  private readonly prefixEnd: number;
  private readonly prefixAt: number;
  private readonly leastBytes: number;
  private readonly entries: (Entry | undefined)[] = new Array(SETS * WAYS).fill(undefined);
  /** Marks of values that came once. */
  private readonly expected = new Int32Array(EXPECTED);
  private turn = 0;

  constructor({ offsets, longer }: Sampling) {
    const prefix = longer?.prefix ?? "____";
    this.offsets = offsets;
    this.longerOffsets = longer?.offsets ?? [];
    this.prefixAt = prefix.length - 4;
    this.prefixEnd = Buffer.from(prefix).readInt32LE(this.prefixAt);
    this.leastBytes = Math.max(...offsets, this.prefixAt) + 4;
  }

  /**
   * The known value that begins at `start`.
   * @param words the same bytes, to be read four at a time
   */
  at(bytes: Buffer, words: DataView, start: number): KnownValue | undefined {
    if (start + this.leastBytes > bytes.length) return undefined;
    const first = setOf(this.hashOf(words, start));
    for (let place = first; place < first + WAYS; place += 1) {
      const entry = this.entries[place];
      if (entry === undefined) return undefined;
      const { known, middle, tail } = entry;
      const { length } = known.bytes;
      const end = start + length;
      if (end > bytes.length || words.getInt32(end - 4, true) !== tail) continue;
      if (words.getInt32(start + (length >> 1), true) !== middle) continue;
      if (bytes.compare(known.bytes, 0, length, start, end) === 0) return known;
    }
    return undefined;
  }

  /**
   * Remembers the value between these positions, unless it is too short or too long, or comes for the first time: where no
   * two records have the same, remembering would only cost.
   */
  remember(
    bytes: Buffer,
    words: DataView,
    start: number,
    end: number,
    facts: ValueFacts,
  ): KnownValue | undefined {
    const length = end - start;
    if (length < this.leastBytes || length > LONGEST) return undefined;
    const hash = this.hashOf(words, start);
    const tail = words.getInt32(end - 4, true);
    if (!this.isExpected(hash ^ Math.imul(tail, 0x85ebca6b) ^ length)) return undefined;
    // A copy: a view would keep the whole buffer that the record came in, and Buffer's own slice() is a view.
    const copy = new Uint8Array(bytes.subarray(start, end));
    const known = new KnownValue(copy, facts);
    const entry = {
      known,
      middle: words.getInt32(start + (length >> 1), true),
      tail,
    };
    this.entries[this.placeIn(setOf(hash))] = entry;
    return known;
  }

  private placeIn(first: number): number {
    for (let place = first; place < first + WAYS; place += 1) if (!this.entries[place]) return place;
    this.turn = (this.turn + 1) % WAYS;
    return first + this.turn;
  }

  /** Whether a value with this mark came before; from now on one did. */
  private isExpected(mark: number): boolean {
    const place = (mark ^ (mark >>> 12)) & (EXPECTED - 1);
    const isExpected = this.expected[place] === mark;
    this.expected[place] = mark;
    return isExpected;
  }

  private hashOf(words: DataView, start: number): number {
    const hash = sampled(words, start, this.offsets, 0);
    const isLonger = words.getInt32(start + this.prefixAt, true) === this.prefixEnd;
    return isLonger ? sampled(words, start, this.longerOffsets, hash) : hash;
  }
}

function setOf(hash: number): number {
  return ((hash >>> 16) % SETS) * WAYS;
}

function sampled(words: DataView, start: number, offsets: readonly number[], hash: number): number {
  let mixed = hash;
  // By index: an iterator for each record would be half of the work.
  for (let index = 0; index < offsets.length; index += 1) {
    const at = start + (offsets[index] as number);
    if (at + 4 > words.byteLength) break;
    mixed = Math.imul(mixed ^ words.getInt32(at, true), 0x9e3779b1);
  }
  return mixed;
}
