import { isAscii } from "node:buffer";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";
import type { ScannedElement } from "./record-scanner.ts";
import { type SharedValue, SharedValues } from "./shared-values.ts";

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
  const value = element.hasOddNumber ? undefined : parseSharing(view, text, element);
  return value ?? (parseExactJson(text) as CloudTrailRecord);
}

const IDENTITY = '"userIdentity":';
const TLS = '"tlsDetails":';
const sharedValues = new SharedValues();

/**
 * The parsed record, in which `userIdentity` and `tlsDetails` are the objects that other records have too. Undefined when a
 * key stands there twice: parsing would lose the first.
 */
function parseSharing(bytes: Buffer, text: string, element: ScannedElement): CloudTrailRecord | undefined {
  const { start, inner, keys } = element;
  let identity: SharedValue | undefined;
  let tls: SharedValue | undefined;
  let rest = "";
  let done = 0;
  // Offsets in the bytes are offsets in the text only where each byte is a character.
  const mayShare = text.length === bytes.length;
  for (let index = 0; mayShare && index < inner.length; index += 2) {
    const from = (inner[index] as number) - start;
    const end = (inner[index + 1] as number) - start;
    const isIdentity = isValueOf(IDENTITY, text, from);
    if (!isIdentity && !isValueOf(TLS, text, from)) continue;
    const shared = sharedValues.at(bytes, from, end);
    if (!shared) continue;
    if (isIdentity) identity = shared;
    else tls = shared;
    rest += `${text.slice(done, from)}null`;
    done = end;
  }
  const value: Record<string, unknown> = JSON.parse(rest + text.slice(done));
  const members = countMembers(value) + (identity?.members ?? 0) + (tls?.members ?? 0);
  if (members !== keys) return undefined;
  // As many members as were written: no key stands there twice, so these are the places that were left empty.
  if (identity) value.userIdentity = identity.value;
  if (tls) value.tlsDetails = tls.value;
  return value;
}

/** Whether an object begins here, as the value of this key. */
function isValueOf(key: string, text: string, start: number): boolean {
  const keyStart = start - key.length;
  if (!text.startsWith(key, keyStart) || text[start] !== "{") return false;
  // Behind a comma or brace the quote is the key's opening one, not a part of a longer key.
  const before = text[keyStart - 1];
  return before === "," || before === "{";
}
