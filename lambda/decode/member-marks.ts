import type { KnownValue } from "./known-values.ts";

/** Numbers of one mark. */
export const MARK = 3;
/** Numbers of one member: the marks of its key and of its value. */
export const MEMBER = 2 * MARK;

/** Of one buffer at first; it grows. */
const INITIAL_LENGTH = 4_096;

/** Where the members of some records stand in their buffer. */
export interface MarkedMembers {
  /**
   * Key, value, key, value, …: for each the position of its first byte, the position after its last one, and the object
   * members inside of it; or, for a value that is known, its index in `known`, less than 0: -1 is the first.
   */
  readonly marks: Int32Array;
  readonly known: readonly KnownValue[];
}

/** Notes where the members of records stand while one buffer is scanned. */
export class MemberMarks {
  /** How much of the marks is filled. */
  end = 0;
  private marks = new Int32Array(INITIAL_LENGTH);
  private known: KnownValue[] = [];

  /** Forgets all marks: a new buffer begins. */
  clear(): void {
    this.end = 0;
    this.known = [];
  }

  /** Notes a key or value. @param members object members inside of it */
  add(start: number, end: number, members: number): void {
    const { marks } = this;
    const at = this.end;
    marks[at] = start;
    marks[at + 1] = end;
    marks[at + 2] = members;
    this.end = at + MARK;
    if (at + 2 * MARK > marks.length) {
      this.marks = new Int32Array(2 * marks.length);
      this.marks.set(marks);
    }
  }

  /** Notes a value that is known. */
  addKnown(start: number, end: number, value: KnownValue): void {
    this.known.push(value);
    this.add(start, end, -this.known.length);
  }

  /** Where the key begins that was noted last. */
  get keyStart(): number {
    return this.marks[this.end - MARK] as number;
  }

  get keyEnd(): number {
    return this.marks[this.end - MARK + 1] as number;
  }

  /** Everything that was noted since `clear`. */
  taken(): MarkedMembers {
    return { marks: this.marks.slice(0, this.end), known: this.known };
  }
}
