import { isAscii } from "node:buffer";
import type { CloudTrailRecord, RawRecord } from "../types.ts";
import { countMembers } from "./count-members.ts";
import { parseExactJson } from "./exact-json.ts";
import type { ScannedElement } from "./record-scanner.ts";
import { SharedIdentities } from "./shared-identities.ts";

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
  // Only where positions in the text are those in the bytes.
  const isShared = text.length === view.length && element.firstInnerEnd > 0 && !element.hasOddNumber;
  const value = (isShared && parseWithSharedIdentity(view, text, element)) || parseWhole(text, element);
  return value ?? (parseExactJson(text) as CloudTrailRecord);
}

/** Undefined when parsing would lose something: digits of a number, or a key that stands there twice. */
function parseWhole(text: string, { hasOddNumber, keys }: ScannedElement): CloudTrailRecord | undefined {
  if (hasOddNumber) return undefined;
  const value: CloudTrailRecord = JSON.parse(text);
  return countMembers(value) === keys ? value : undefined;
}

const identities = new SharedIdentities();

/** How CloudTrail begins a record. Before the identity is no other brace, so that it can only be a member of the record. */
const BEGINNING = /\{"eventVersion":"[0-9.]{1,8}","userIdentity":(?=\{)/y;

/** Undefined for a record that begins otherwise, and where `parseWhole` has to look closer. */
function parseWithSharedIdentity(
  bytes: Buffer,
  text: string,
  { firstInnerEnd, keys }: ScannedElement,
): CloudTrailRecord | undefined {
  BEGINNING.lastIndex = 0;
  if (!BEGINNING.test(text)) return undefined;
  const start = BEGINNING.lastIndex;
  const identity = identities.at(bytes, start, firstInnerEnd);
  if (!identity) return undefined;
  const value: Record<string, unknown> = JSON.parse(
    `${text.slice(0, start)}null${text.slice(firstInnerEnd)}`,
  );
  if (value.userIdentity !== null || countMembers(value) + identity.members !== keys) return undefined;
  value.userIdentity = identity.value;
  return value;
}
