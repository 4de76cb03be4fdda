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
 * One `JSON.parse` for several records is half again as fast as one for each, and the raw format without a filter needs
 * none at all. The elements have been checked to be valid JSON objects in UTF-8.
 */
export class RecordRun {
  private readonly elements: readonly KeptElement[];
  private readonly text: Uint8Array | undefined;
  private values: CloudTrailRecord[] | undefined;
  private isReleased = false;

  /** @param text the bytes from the first to the last of the elements, where nothing but commas is between them */
  constructor(elements: readonly KeptElement[], text?: Uint8Array) {
    this.elements = elements;
    this.text = text;
  }

  get records(): RawRecord[] {
    return this.elements.map(
      ({ element, bytes, ordinal }, index) => new LazyRecord(ordinal, bytes, element.hasEscape, index, this),
    );
  }

  valueAt(index: number): CloudTrailRecord {
    if (this.isReleased) return parseOne(this.elements[index] as KeptElement);
    this.values ??= parseAll(this.elements, this.text);
    return this.values[index] as CloudTrailRecord;
  }

  /**
   * Lets go of the values: what waits to be sent then holds the bytes of its record and not a whole run of objects, which is
   * most of the garbage collector's work. Whoever asks for a value afterwards has it parsed again.
   */
  release(): void {
    this.values = undefined;
    this.isReleased = true;
  }
}

class LazyRecord implements RawRecord {
  readonly ordinal: number;
  readonly bytes: Uint8Array;
  private readonly hasEscape: boolean;
  private readonly index: number;
  private readonly run: RecordRun;

  constructor(ordinal: number, bytes: Uint8Array, hasEscape: boolean, index: number, run: RecordRun) {
    this.ordinal = ordinal;
    this.bytes = bytes;
    this.hasEscape = hasEscape;
    this.index = index;
    this.run = run;
  }

  get value(): CloudTrailRecord {
    return this.run.valueAt(this.index);
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
    const kept = elements[index] as KeptElement;
    if (isAltered(kept, values[index] as CloudTrailRecord)) values[index] = parseExactly(kept);
  }
  return values;
}

function parseOne(kept: KeptElement): CloudTrailRecord {
  const value: CloudTrailRecord = JSON.parse(textOf(kept.bytes));
  return isAltered(kept, value) ? parseExactly(kept) : value;
}

/** Whether parsing lost something: digits of a number, or a key that stands there twice. */
function isAltered({ element }: KeptElement, value: CloudTrailRecord): boolean {
  return element.hasOddNumber || countMembers(value) !== element.keys;
}

function parseExactly({ bytes }: KeptElement): CloudTrailRecord {
  return parseExactJson(textOf(bytes)) as CloudTrailRecord;
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
