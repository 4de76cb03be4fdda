const MAX_KEYS = 64;
const MAX_DEPTH = 16;

/**
 * Stands for a key: equal keys have equal ones, different keys nearly always different ones. By length, first and last
 * character.
 */
export function signatureOf(text: string, start: number, end: number): number {
  return ((end - start) << 16) ^ (text.charCodeAt(start) << 8) ^ text.charCodeAt(end - 1);
}

/** Keys of an object while its JSON is read, and of the objects around it; by their signatures. */
export class ObjectKeys {
  /** How many objects are open. */
  depth = 0;
  private count = 0;
  /** Where the keys of the innermost object begin. */
  private first = 0;
  private readonly signatures = new Int32Array(MAX_KEYS);
  private readonly firsts = new Int32Array(MAX_DEPTH);

  reset(): void {
    this.depth = 0;
    this.count = 0;
    this.first = 0;
  }

  /** An object begins; false when there are too many around it. */
  open(): boolean {
    if (this.depth === MAX_DEPTH) return false;
    this.firsts[this.depth] = this.first;
    this.depth += 1;
    this.first = this.count;
    return true;
  }

  /** The innermost object ends. */
  close(): void {
    this.depth -= 1;
    this.count = this.first;
    this.first = this.firsts[this.depth] as number;
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
}
