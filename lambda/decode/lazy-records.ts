import { isAscii } from "node:buffer";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { parseExactJson } from "./exact-json.ts";
import type { ScannedElement } from "./record-scanner.ts";

/** An element that was found good, and its bytes. */
export interface KeptElement {
  readonly element: ScannedElement;
  readonly bytes: Uint8Array;
  readonly ordinal: number;
}

/**
 * Records whose values are parsed when the first of them is asked for, all in one go.
 *
 * One `JSON.parse` for many records is half again as fast as one for each, and the raw format without a filter needs
 * none at all. The elements have been checked to be valid JSON objects in UTF-8.
 * @param run the bytes from the first to the last of the elements, where nothing but commas is between them
 */
export function lazyRecords(elements: readonly KeptElement[], run?: Uint8Array): RawRecord[] {
  let values: CloudTrailRecord[] | undefined;
  const valueAt = (index: number): CloudTrailRecord => {
    values ??= parseAll(elements, run);
    return values[index] as CloudTrailRecord;
  };
  return elements.map(
    ({ element, bytes, ordinal }, index) => new LazyRecord(ordinal, bytes, element.hasEscape, index, valueAt),
  );
}

class LazyRecord implements RawRecord {
  readonly ordinal: number;
  readonly bytes: Uint8Array;
  private readonly hasEscape: boolean;
  private readonly index: number;
  private readonly valueAt: (index: number) => CloudTrailRecord;

  constructor(
    ordinal: number,
    bytes: Uint8Array,
    hasEscape: boolean,
    index: number,
    valueAt: (index: number) => CloudTrailRecord,
  ) {
    this.ordinal = ordinal;
    this.bytes = bytes;
    this.hasEscape = hasEscape;
    this.index = index;
    this.valueAt = valueAt;
  }

  get value(): CloudTrailRecord {
    return this.valueAt(this.index);
  }

  // A getter of the class, so that a copy of the record with another value does not carry it along.
  get isPlain(): boolean {
    return !this.hasEscape;
  }
}

function parseAll(elements: readonly KeptElement[], run: Uint8Array | undefined): CloudTrailRecord[] {
  const text = run ? textOf(run) : elements.map(({ bytes }) => textOf(bytes)).join();
  const values: CloudTrailRecord[] = JSON.parse(`[${text}]`);
  for (let index = 0; index < elements.length; index += 1) {
    const { element, bytes } = elements[index] as KeptElement;
    if (element.hasOddNumber || countMembers(values[index] as object) !== element.keys) {
      values[index] = parseExactJson(textOf(bytes)) as CloudTrailRecord;
    }
  }
  return values;
}

function textOf(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.toString(isAscii(view) ? "latin1" : "utf8");
}

/**
 * Object members at all depths; fewer than were written when a key occurs twice. `Object.values` is what makes it cheap:
 * reading members one by one takes as long again as the parsing.
 */
function countMembers(value: object): number {
  const members: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (let index = 0; index < members.length; index += 1) {
    const member = members[index];
    if (typeof member === "object" && member !== null) count += countMembers(member);
  }
  return count;
}
