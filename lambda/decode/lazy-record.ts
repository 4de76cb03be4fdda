import { fieldsOf, type RecordFields } from "../record-fields.ts";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";
import { MEMBER } from "./member-marks.ts";
import { readFields } from "./read-fields.ts";
import type { ScannedElement } from "./record-scanner.ts";
import { scanRecord } from "./scan-record.ts";
import type { ScannedBuffer } from "./scanned-buffer.ts";

/**
 * A record that is read when somebody asks: the raw format without a filter never does.
 *
 * The element has been found to be a valid JSON object in UTF-8 that stands whole in its buffer.
 */
export class LazyRecord implements RawRecord {
  readonly ordinal: number;
  private readonly buffer: Buffer;
  private readonly element: ScannedElement;
  /** With what the scanner noted, until the record is released. */
  private scanned: ScannedBuffer | undefined;
  private parsed: CloudTrailRecord | undefined;
  private known: RecordFields | undefined;

  constructor(ordinal: number, scanned: ScannedBuffer, element: ScannedElement) {
    this.ordinal = ordinal;
    this.buffer = scanned.bytes;
    this.element = element;
    this.scanned = scanned;
  }

  get bytes(): Uint8Array {
    const { start, end } = this.element;
    return this.buffer.subarray(start, end);
  }

  get value(): CloudTrailRecord {
    if (this.parsed) return this.parsed;
    const value = parse(this.buffer, this.element, this.scanned);
    if (this.scanned) this.parsed = value;
    return value;
  }

  get fields(): RecordFields {
    if (this.known) return this.known;
    const fields = this.readFields() ?? fieldsOf(this.value);
    if (this.scanned) this.known = fields;
    return fields;
  }

  private readFields(): RecordFields | undefined {
    if (this.scanned) return readFields(this.scanned, this.element);
    const { buffer, element } = scanRecord(this.bytes, this.element);
    return readFields(buffer, element);
  }

  // A getter of the class, so that a copy of the record with another value does not carry it along.
  get isPlain(): boolean {
    return !this.element.hasEscape;
  }

  get isAscii(): boolean {
    return this.element.isAscii;
  }

  release(): void {
    this.parsed = undefined;
    this.known = undefined;
    this.scanned = undefined;
  }
}

function parse(
  buffer: Buffer,
  element: ScannedElement,
  scanned: ScannedBuffer | undefined,
): CloudTrailRecord {
  const { start, end, isAscii, hasOddNumber } = element;
  const text = buffer.toString(isAscii ? "latin1" : "utf8", start, end);
  const value = hasOddNumber
    ? undefined
    : scanned && isAscii
      ? parseSharing(text, element, scanned)
      : parseAlone(text, element);
  return value ?? (parseExactJson(text) as CloudTrailRecord);
}

/** Undefined when a key stands there twice: parsing would lose the first. */
function parseAlone(text: string, { keys }: ScannedElement): CloudTrailRecord | undefined {
  const value: CloudTrailRecord = JSON.parse(text);
  return countMembers(value) === keys ? value : undefined;
}

/** The same, in which members that are known are the objects that other records have, too. */
function parseSharing(
  text: string,
  { start, marksStart, marksEnd, keys }: ScannedElement,
  { bytes, members: { marks, known } }: ScannedBuffer,
): CloudTrailRecord | undefined {
  const shared: [name: string, value: object][] = [];
  let members = 0;
  let rest = "";
  let done = 0;
  for (let mark = marksStart; mark < marksEnd; mark += MEMBER) {
    const index = -(marks[mark + 5] as number) - 1;
    const value = index < 0 ? undefined : known[index];
    if (value === undefined) continue;
    const name: string = JSON.parse(bytes.toString("latin1", marks[mark], marks[mark + 1]));
    shared.push([name, value.value]);
    members += value.members;
    rest += `${text.slice(done, (marks[mark + 3] as number) - start)}null`;
    done = (marks[mark + 4] as number) - start;
  }
  const record: Record<string, unknown> = JSON.parse(rest + text.slice(done));
  if (countMembers(record) + members !== keys) return undefined;
  // As many members as were written: no key stands there twice, so these are the places that were left empty.
  for (const [name, value] of shared) record[name] = value;
  return record;
}
