import { ForwarderError } from "../errors.ts";
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from "./json-bytes.ts";
import type { MarkedMembers } from "./member-marks.ts";
import { ValueScanner } from "./value-scanner.ts";

/** What the scanner learned about one element of `Records` while finding its end. */
export interface ScannedElement {
  /** Position of its first byte in the buffer; 0 when it started in an earlier one. */
  readonly start: number;
  /** Position after its last byte. */
  readonly end: number;
  /** Its bytes in earlier buffers; empty when it started in this one, or when it is too large to be kept. */
  readonly head: readonly Uint8Array[];
  /** Length in bytes. */
  readonly bytes: number;
  readonly isValid: boolean;
  readonly isObject: boolean;
  readonly depth: number;
  /** Object members at all depths, as written. */
  readonly keys: number;
  /** Whether it holds a number that a double may not carry exactly. */
  readonly hasOddNumber: boolean;
  /** Whether a key or a text is written with a backslash. */
  readonly hasEscape: boolean;
  /** Whether every byte is a character by itself. Of an element that is not valid, bytes outside of texts do not count. */
  readonly isAscii: boolean;
  /** Where the marks of its members begin and end among the buffer's; not told when it began in an earlier buffer. */
  readonly marksStart: number;
  readonly marksEnd: number;
}

/** What the file was, known after its last byte. */
export type LogFileContent = "records" | "digest";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Longer keys are none that this scanner knows. */
const LONGEST_KEPT_KEY = 64;

type Expecting =
  | "start"
  | "firstKey"
  | "key"
  | "inKey"
  | "colon"
  | "value"
  | "next"
  | "firstElement"
  | "element"
  | "nextElement"
  | "end";

/**
 * Finds the elements of `{"Records":[…]}` or of a top-level array in a stream of buffers, without building values.
 *
 * The structure around the elements must be valid JSON; an element that is not is marked, and its neighbours are found
 * all the same. Keeps the unfinished element's bytes (at most `maxElementBytes`) and nothing else.
 */
export class RecordScanner {
  private readonly maxElementBytes: number;
  private readonly value = new ValueScanner();
  private expecting: Expecting = "start";
  private isTopLevelArray = false;
  private sawRecords = false;
  private isDigest = false;
  /** Bytes before the current buffer. */
  private offset = 0;
  private bomBytes = 0;
  private key = "";
  private isKeyEscaped = false;
  /** Whether the value that is being read is an element of Records. */
  private isElement = false;
  private isObject = false;
  private head: Uint8Array[] = [];
  private headBytes = 0;
  private marksStart = 0;

  constructor(maxElementBytes: number) {
    this.maxElementBytes = maxElementBytes;
  }

  /**
   * The elements that end in this buffer, in order.
   * @throws {ForwarderError} permanent `invalid_json` with the byte offset.
   */
  push(buffer: Uint8Array): ScannedElement[] {
    const elements: ScannedElement[] = [];
    this.value.forgetMembers();
    let start = 0;
    let at = 0;
    while (at < buffer.length) {
      if (this.value.isDone) {
        const byte = buffer[at] as number;
        if (this.expecting === "inKey") this.takeKeyByte(byte);
        else if (isSpace(byte)) {
          at += 1;
          continue;
        } else if (this.beginsValue(byte)) {
          this.value.begin();
          this.marksStart = this.value.members.end;
          start = at;
          continue;
        } else this.takeMark(byte, at);
        at += 1;
        continue;
      }
      at = this.value.scan(buffer, at);
      if (!this.value.isDone) break;
      this.expecting = this.isElement ? "nextElement" : "next";
      if (this.isElement) elements.push(this.finishElement(start, at));
      else if (!this.value.isValid) this.fail(buffer[at] ?? 0, at, "a valid value before it");
    }
    if (!this.value.isDone && this.isElement) this.keepHead(buffer.subarray(start));
    this.offset += buffer.length;
    return elements;
  }

  /** Where the members of the last buffer's elements stand. */
  get members(): MarkedMembers {
    return this.value.members.taken();
  }

  /**
   * Says what the file was, after its last buffer.
   * @throws {ForwarderError} permanent `empty_object`, `truncated` or `no_records`.
   */
  end(): LogFileContent {
    if (this.expecting === "start") {
      throw ForwarderError.permanent(
        "empty_object",
        `the object holds no JSON (${this.offset} bytes after decompression)`,
      );
    }
    if (this.expecting !== "end") {
      throw ForwarderError.permanent(
        "truncated",
        `the JSON ends inside its structure after ${this.offset} bytes`,
      );
    }
    if (this.sawRecords) return "records";
    if (this.isDigest) return "digest";
    throw ForwarderError.permanent(
      "no_records",
      'the JSON object has no "Records" array; expected {"Records":[…]} or an array',
    );
  }

  /** Whether this byte begins a value, and of what kind. */
  private beginsValue(byte: number): boolean {
    const isElement =
      this.expecting === "element" || (this.expecting === "firstElement" && byte !== CLOSE_BRACKET);
    const isOther = this.expecting === "value" && !(this.key === "Records" && byte === OPEN_BRACKET);
    if (!isElement && !isOther) return false;
    if (byte === COMMA || byte === COLON || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return false;
    this.isElement = isElement;
    this.isObject = byte === OPEN_BRACE;
    return true;
  }

  /** One structural byte between values. */
  private takeMark(byte: number, at: number): void {
    switch (this.expecting) {
      case "start":
        if (byte === BYTE_ORDER_MARK[this.bomBytes] && this.offset + at === this.bomBytes) this.bomBytes += 1;
        else if (byte === OPEN_BRACE) this.expecting = "firstKey";
        else if (byte === OPEN_BRACKET) this.enterRecords(true);
        else this.fail(byte, at, "'{' or '['");
        return;
      case "firstKey":
      case "key":
        if (byte === QUOTE) {
          this.expecting = "inKey";
          this.key = "";
        } else if (byte === CLOSE_BRACE && this.expecting === "firstKey") this.expecting = "end";
        else this.fail(byte, at, "a key");
        return;
      case "colon":
        if (byte !== COLON) this.fail(byte, at, "':'");
        this.expecting = "value";
        return;
      case "value":
        if (byte !== OPEN_BRACKET) this.fail(byte, at, "a value");
        this.enterRecords(false);
        return;
      case "next":
        if (byte === COMMA) this.expecting = "key";
        else if (byte === CLOSE_BRACE) this.expecting = "end";
        else this.fail(byte, at, "',' or '}'");
        return;
      case "firstElement":
      case "nextElement":
        if (byte === COMMA && this.expecting === "nextElement") this.expecting = "element";
        else if (byte === CLOSE_BRACKET) this.expecting = this.isTopLevelArray ? "end" : "next";
        else this.fail(byte, at, "',' or ']'");
        return;
      default:
        this.fail(byte, at, this.expecting === "end" ? "the end of the file" : "a record");
    }
  }

  private takeKeyByte(byte: number): void {
    if (this.isKeyEscaped) this.isKeyEscaped = false;
    else if (byte === BACKSLASH) this.isKeyEscaped = true;
    else if (byte === QUOTE) {
      this.expecting = "colon";
      if (this.key === "digestS3Object") this.isDigest = true;
      return;
    }
    if (this.key.length < LONGEST_KEPT_KEY) this.key += String.fromCharCode(byte);
  }

  private enterRecords(isTopLevelArray: boolean): void {
    this.isTopLevelArray = isTopLevelArray;
    this.sawRecords = true;
    this.expecting = "firstElement";
  }

  private finishElement(start: number, end: number): ScannedElement {
    const { value } = this;
    const { head, headBytes, isObject } = this;
    this.head = [];
    this.headBytes = 0;
    const from = headBytes === 0 ? start : 0;
    return {
      start: from,
      end,
      head,
      bytes: headBytes + end - from,
      isValid: value.isValid,
      isObject,
      depth: value.maxDepth,
      keys: value.keys,
      hasOddNumber: value.hasOddNumber,
      hasEscape: value.hasEscape,
      isAscii: value.isAscii,
      marksStart: this.marksStart,
      marksEnd: value.members.end,
    };
  }

  private keepHead(part: Uint8Array): void {
    this.headBytes += part.length;
    if (this.headBytes > this.maxElementBytes) this.head = [];
    else this.head.push(part);
  }

  private fail(byte: number, at: number, expected: string): never {
    const seen =
      byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16)}`;
    throw ForwarderError.permanent(
      "invalid_json",
      `not a CloudTrail log file: ${seen} at byte ${this.offset + at}, expected ${expected}`,
    );
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
