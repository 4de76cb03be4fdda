import { FIELD_NAMES, fieldIndexOf, RecordFields, UnparsedValue } from "../record-fields.ts";
import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";
import { OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./json-bytes.ts";
import { MEMBER } from "./member-marks.ts";
import type { ScannedElement } from "./record-scanner.ts";
import { OTHER, shapeOf } from "./record-shape.ts";
import { RecurringTexts } from "./recurring-texts.ts";
import type { ScannedBuffer } from "./scanned-buffer.ts";

/** What services choose for themselves: few formats look into it. */
const UNPARSED: ReadonlySet<number | undefined> = new Set(
  ["requestParameters", "responseElements"].map(fieldIndexOf),
);
const IDENTITY = fieldIndexOf("userIdentity");
/** New in each record. */
const UNIQUE = new Set(["eventID", "requestID", "sharedEventID", "errorMessage"].map(fieldIndexOf));
const RECURS = FIELD_NAMES.map((_, index) => !UNIQUE.has(index));
const NO_OTHERS: RecordFields["others"] = [];
const ABSENT: readonly undefined[] = FIELD_NAMES.map(() => undefined);

const recurringTexts = new RecurringTexts();

/**
 * The fields of a record, read from where the scanner saw its members: only what is looked into is parsed, and what many
 * records have in common is read once. Undefined when a key stands there twice.
 */
export function readFields(buffer: ScannedBuffer, element: ScannedElement): RecordFields | undefined {
  const { marksStart, marksEnd } = element;
  const shape = shapeOf(buffer, marksStart, marksEnd);
  if (shape.hasDoubles) return undefined;
  const { marks } = buffer.members;
  const values: unknown[] = ABSENT.slice();
  const reader = new ValueReader(buffer, element);
  let others: [string, unknown][] | undefined;
  let hasOwnIdentity = false;
  for (let member = 0, mark = marksStart + MEMBER / 2; mark < marksEnd; member += 1, mark += MEMBER) {
    const field = shape.fields[member] as number;
    const value = reader.at(
      marks[mark] as number,
      marks[mark + 1] as number,
      marks[mark + 2] as number,
      field,
    );
    if (field === IDENTITY) hasOwnIdentity = (marks[mark + 2] as number) >= 0;
    if (field !== OTHER) values[field] = value;
    else {
      others ??= [];
      others.push([shape.names[member] as string, value]);
    }
  }
  return new RecordFields(values, others ?? NO_OTHERS, hasOwnIdentity);
}

/**
 * Reads the values of one record. Texts of fields that recur are strings of their own, so that whoever remembers one does
 * not keep the record's text; those of other fields may be parts of it.
 */
class ValueReader {
  private readonly buffer: ScannedBuffer;
  private readonly element: ScannedElement;
  /** The record's text; empty when a byte of it is no character by itself. */
  private readonly text: string;

  constructor(buffer: ScannedBuffer, element: ScannedElement) {
    this.buffer = buffer;
    this.element = element;
    this.text = element.isAscii ? buffer.bytes.toString("latin1", element.start, element.end) : "";
  }

  /**
   * @param members object members in the value; a value below 0 is that of a known value (`MarkedMembers`)
   * @param field whose value it is, as an index
   */
  at(start: number, end: number, members: number, field: number): unknown {
    const { bytes } = this.buffer;
    const first = bytes[start];
    if (first === QUOTE) return this.textAt(start, end, field);
    if (members < 0) return this.buffer.members.known[-members - 1]?.value;
    if (first === 0x74) return true;
    if (first === 0x66) return false;
    if (first === 0x6e) return null;
    const text = this.slice(start, end);
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return this.parse(text, 0);
    return UNPARSED.has(field)
      ? new UnparsedValue(text, () => this.parse(text, members))
      : this.parse(text, members);
  }

  private textAt(start: number, end: number, field: number): string {
    const { hasEscape, isAscii, start: recordStart } = this.element;
    const { bytes, words } = this.buffer;
    if (!isAscii || hasEscape) {
      const text = bytes.toString(isAscii ? "latin1" : "utf8", start, end);
      return hasEscape && text.includes("\\") ? JSON.parse(text) : text.slice(1, -1);
    }
    if (field === OTHER || !RECURS[field]) return this.slice(start + 1, end - 1);
    return recurringTexts.at(bytes, words, start + 1, end - 1, this.text, recordStart);
  }

  private slice(start: number, end: number): string {
    const { isAscii, start: recordStart } = this.element;
    if (isAscii) return this.text.slice(start - recordStart, end - recordStart);
    return this.buffer.bytes.toString("utf8", start, end);
  }

  private parse(text: string, members: number): unknown {
    if (this.element.hasOddNumber) return parseExactJson(text);
    const value: unknown = JSON.parse(text);
    // Fewer members than were written: a key stands there twice.
    const isExact = members === 0 || countMembers(value as object) === members;
    return isExact ? value : parseExactJson(text);
  }
}
