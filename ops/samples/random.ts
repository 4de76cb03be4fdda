const HEX = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Numbers that look random and are the same for the same seed on every machine. The generator is sfc32 by Chris
 * Doty-Humphrey (public domain, PractRand), seeded through FNV-1a.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#a = fnv1a(`${seed}/a`);
    this.#b = fnv1a(`${seed}/b`);
    this.#c = fnv1a(`${seed}/c`);
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 to just below 1. */
  unit(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** A whole number, both bounds included. */
  int(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.unit() * (maximum - minimum + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return at(list, Math.floor(this.unit() * list.length));
  }

  /** The first ones often, the last ones seldom: the way a few callers make most of the calls. */
  pickSkewed<T>(list: readonly T[]): T {
    return at(list, Math.floor(this.unit() ** 2.5 * list.length));
  }

  /** One of the entries, each as often as its weight says. */
  weighted<T>(entries: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.unit() * entries.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of entries) {
      left -= weight;
      if (left < 0) return value;
    }
    return at(entries, entries.length - 1)[1];
  }

  hex(length: number): string {
    return this.#text(HEX, length);
  }

  /** The alphabet of access keys and principal ids. */
  upper(length: number): string {
    return this.#text(UPPER, length);
  }

  alphanumeric(length: number): string {
    return this.#text(ALPHANUMERIC, length);
  }

  uuid(): string {
    const hex = this.hex(31);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${this.pick(["8", "9", "a", "b"])}${hex.slice(16, 19)}-${hex.slice(19)}`;
  }

  #text(alphabet: string, length: number): string {
    let text = "";
    for (let count = 0; count < length; count += 1)
      text += alphabet[Math.floor(this.unit() * alphabet.length)];
    return text;
  }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`nothing to pick at ${index} of ${list.length} entries`);
  return value;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
