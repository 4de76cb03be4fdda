/**
 * Writing JSON as text. An OCSF event is written member by member instead of being built as an object and
 * stringified, because that is the larger half of the cost of an event. "Members" is the inside of an object:
 * `"a":1,"b":"x"`, or the empty text. Keys are given as they stand in the text, with quotes and colon: `'"uid":'`.
 */

/** Longer texts are quicker to quote natively than to look through. */
const MAX_SCANNED_LENGTH = 64;

/** Writes the texts of one record. */
export class JsonWriter {
  private readonly isPlain: boolean;

  /** @param isPlain no text of the record needs escaping in JSON (`RawRecord.isPlain`) */
  constructor(isPlain: boolean) {
    this.isPlain = isPlain;
  }

  /** A text as a JSON string. */
  quote(text: string): string {
    return this.isPlain || isUnescaped(text) ? `"${text}"` : JSON.stringify(text);
  }

  /** Adds a text member; an absent value adds nothing. */
  put(members: string, key: string, value: string | undefined): string {
    if (value === undefined) return members;
    return members === "" ? key + this.quote(value) : `${members},${key}${this.quote(value)}`;
  }
}

/** Adds a member whose value is JSON already; empty text adds nothing. */
export function putJson(members: string, key: string, json: string): string {
  if (json === "") return members;
  return members === "" ? key + json : `${members},${key}${json}`;
}

/** Adds an object member; an object without members adds nothing. */
export function putObject(members: string, key: string, inner: string): string {
  if (inner === "") return members;
  return members === "" ? `${key}{${inner}}` : `${members},${key}{${inner}}`;
}

/** Joins two runs of members. */
export function join(left: string, right: string): string {
  if (right === "") return left;
  return left === "" ? right : `${left},${right}`;
}

/** Whether a text certainly stands in JSON as it is; false also for long texts, which nobody looked through. */
function isUnescaped(text: string): boolean {
  const length = text.length;
  if (length > MAX_SCANNED_LENGTH) return false;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    // Quote, backslash, control characters, and everything from the surrogates on: left to the platform.
    if (code === 0x22 || code === 0x5c || code < 0x20 || code >= 0xd800) return false;
  }
  return true;
}
