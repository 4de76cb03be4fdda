const MAX_KEYS = 64;
const MAX_DEPTH = 16;

/**
 * Stands for a key: equal keys have equal ones, different keys nearly always different ones. By length and four
 * characters; the second is where `minCount` and `maxCount` differ.
 */
export function signatureOf(text: string, start: number, end: number): number {
  const middle = (start + end) >> 1;
  const ends = (text.charCodeAt(start) << 8) ^ text.charCodeAt(end - 1);
  const inside = (text.charCodeAt(start + 1) << 8) ^ text.charCodeAt(middle);
  return Math.imul(ends, 0x9e3779b1) ^ Math.imul(inside, 0x85ebca6b) ^ (end - start);
}

/** Keys of an object while its JSON is read, and of the objects around it; by their signatures. */
export class ObjectKeys {
  /** How many objects are open. */
  depth = 0;
  private count = 0;
  /** Where the keys of the innermost object begin. */
  private first = 0;
  /** How many of them were dropped. */
  private dropped = 0;
  private readonly signatures = new Int32Array(MAX_KEYS);
  private readonly firsts = new Int32Array(MAX_DEPTH);
  private readonly droppedOf = new Int32Array(MAX_DEPTH);

  reset(): void {
    this.depth = 0;
    this.count = 0;
    this.first = 0;
    this.dropped = 0;
  }

  /** An object begins; false when there are too many around it. */
  open(): boolean {
    const { depth } = this;
    if (depth === MAX_DEPTH) return false;
    this.firsts[depth] = this.first;
    this.droppedOf[depth] = this.dropped;
    this.depth = depth + 1;
    this.first = this.count;
    this.dropped = 0;
    return true;
  }

  /** The innermost object ends. */
  close(): void {
    const depth = this.depth - 1;
    this.depth = depth;
    this.count = this.first;
    this.first = this.firsts[depth] as number;
    this.dropped = this.droppedOf[depth] as number;
  }

  /** A key of the innermost object; false when it looks like another one of it, or there are too many. */
  add(signature: number): boolean {
    if (this.count === MAX_KEYS) return false;
    for (let index = this.first; index < this.count; index += 1)
      if (this.signatures[index] === signature) return false;
    this.signatures[this.count] = signature;
    this.count += 1;
    return true;
  }

  /** The last key does not count, except that it cannot come again; false when none is left before it. */
  drop(): boolean {
    this.dropped += 1;
    return this.count - this.first > this.dropped;
  }
}
