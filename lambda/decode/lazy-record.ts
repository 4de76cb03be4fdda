import { isAscii } from "node:buffer";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";
import type { ScannedElement } from "./record-scanner.ts";
import { type SharedValue, SharedValues } from "./shared-members.ts";

/**
 * A record whose value is parsed when it is asked for: the raw format without a filter needs none at all.
 *
 * The element has been found to be a valid JSON object in UTF-8.
 */
export class LazyRecord implements RawRecord {
  readonly ordinal: number;
  readonly bytes: Uint8Array;
  private readonly element: ScannedElement;
  private parsed: CloudTrailRecord | undefined;
  private isReleased = false;

  constructor(ordinal: number, bytes: Uint8Array, element: ScannedElement) {
    this.ordinal = ordinal;
    this.bytes = bytes;
    this.element = element;
  }

  get value(): CloudTrailRecord {
    if (this.parsed) return this.parsed;
    const value = parse(this.bytes, this.element);
    if (!this.isReleased) this.parsed = value;
    return value;
  }

  // A getter of the class, so that a copy of the record with another value does not carry it along.
  get isPlain(): boolean {
    return !this.element.hasEscape;
  }

  release(): void {
    this.parsed = undefined;
    this.isReleased = true;
  }
}

function parse(bytes: Uint8Array, element: ScannedElement): CloudTrailRecord {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = view.toString(isAscii(view) ? "latin1" : "utf8");
  const { hasOddNumber, firstInnerEnd } = element;
  // Offsets in the bytes are offsets in the text only where each byte is a character.
  const mayShare = text.length === view.length && firstInnerEnd > 0;
  const value = hasOddNumber
    ? undefined
    : mayShare
      ? parseShared(view, text, element)
      : parseWhole(text, element);
  return value ?? (parseExactJson(text) as CloudTrailRecord);
}

/** Undefined when a key stands there twice: parsing would lose the first. */
function parseWhole(text: string, { keys }: ScannedElement): CloudTrailRecord | undefined {
  const value: CloudTrailRecord = JSON.parse(text);
  return countMembers(value) === keys ? value : undefined;
}

const IDENTITY = '"userIdentity":';
const TLS = '"tlsDetails":';
const sharedValues = new SharedValues();

/** The same, with the values shared that other records have too: CloudTrail writes them as first and last inner object. */
function parseShared(bytes: Buffer, text: string, element: ScannedElement): CloudTrailRecord | undefined {
  const { firstInnerStart, firstInnerEnd, lastInnerStart, lastInnerEnd, keys } = element;
  const identity = sharedAt(bytes, text, IDENTITY, firstInnerStart, firstInnerEnd);
  if (!identity) return parseWhole(text, element);
  const tls = sharedAt(bytes, text, TLS, lastInnerStart, lastInnerEnd);
  const head = `${text.slice(0, firstInnerStart)}null`;
  const rest = tls
    ? `${text.slice(firstInnerEnd, lastInnerStart)}null${text.slice(lastInnerEnd)}`
    : text.slice(firstInnerEnd);
  const value: Record<string, unknown> = JSON.parse(head + rest);
  if (countMembers(value) + identity.members + (tls?.members ?? 0) !== keys) return undefined;
  // As many members as were written: no key stands there twice, so these are the places that were left empty.
  value.userIdentity = identity.value;
  if (tls) value.tlsDetails = tls.value;
  return value;
}

/** The value behind a key; undefined where another key stands. */
function sharedAt(
  bytes: Buffer,
  text: string,
  key: string,
  start: number,
  end: number,
): SharedValue | undefined {
  const keyStart = start - key.length;
  if (!text.startsWith(key, keyStart) || text[start] !== "{") return undefined;
  // Behind a comma or brace the quote is the key's opening one, not a part of a longer key.
  const before = text[keyStart - 1];
  return before === "," || before === "{" ? sharedValues.at(bytes, start, end) : undefined;
}
