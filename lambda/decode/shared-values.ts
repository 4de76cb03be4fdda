import { countMembers } from "./count-members.ts";

/** The value of a record's member, parsed once for all records that have it byte for byte. */
export interface SharedValue {
  readonly bytes: Uint8Array;
  readonly value: object;
  /** Its object members at all depths. */
  readonly members: number;
}

/** Longer ones are not remembered. Real ones have 100 to 1,000 bytes. */
const MAX_BYTES = 4_096;
const SLOTS = 1_024;
/** Distance between the bytes that choose the slot: what tells two values apart are ids and names, which are longer. */
const SAMPLING = 7;

/**
 * Values seen lately. One session makes many calls, so most records repeat the `userIdentity` of another, a third of their
 * bytes, and calls to one service repeat `tlsDetails`. Formats that remember what they made of such a value find the same
 * object again.
 *
 * Bounded: each slot holds one value, and a newer one takes its place.
 */
export class SharedValues {
  private readonly slots: (SharedValue | undefined)[] = new Array(SLOTS).fill(undefined);

  /**
   * @param record ASCII bytes
   * @param start position of the value's opening brace
   * @param end position after its closing brace
   * @throws {SyntaxError} when the bytes between are not JSON
   */
  at(record: Buffer, start: number, end: number): SharedValue | undefined {
    if (end - start > MAX_BYTES) return undefined;
    let hash = end - start;
    for (let at = start; at < end; at += SAMPLING) hash = (hash * 31 + (record[at] as number)) | 0;
    const slot = hash & (SLOTS - 1);
    const known = this.slots[slot];
    if (known !== undefined && record.compare(known.bytes, 0, known.bytes.length, start, end) === 0)
      return known;
    const value: object = JSON.parse(record.toString("latin1", start, end));
    // A copy: a view would keep the whole buffer that the record came in, and Buffer's own slice() is a view.
    const copy = new Uint8Array(record.subarray(start, end));
    const shared = { bytes: copy, value, members: countMembers(value) };
    this.slots[slot] = shared;
    return shared;
  }
}
