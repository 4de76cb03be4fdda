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

  /** A JSON value as JSON text, and that text as a JSON string. */
  quoteJson(value: unknown): string {
    return this.isPlain ? `"${escapedJson(value)}"` : JSON.stringify(JSON.stringify(value));
  }

  /** Adds a text member; an absent value adds nothing. */
  put(members: string, key: string, value: string | undefined): string {
    if (value === undefined) return members;
    return members === "" ? key + this.quote(value) : `${members},${key}${this.quote(value)}`;
  }
}

/**
 * What `JSON.stringify` twice gives for a value whose texts need no escape, without the outer quotes: then every quote
 * is one of the syntax and gets its backslash here. A third of the time for the small objects that requests are.
 */
function escapedJson(value: unknown): string {
  if (typeof value === "string") return `\\"${value}\\"`;
  if (typeof value !== "object" || value === null) {
    return typeof value === "number" && !Number.isFinite(value) ? "null" : String(value);
  }
  let inner = "";
  if (Array.isArray(value)) {
    for (const element of value) {
      inner = inner === "" ? escapedJson(element) : `${inner},${escapedJson(element)}`;
    }
    return `[${inner}]`;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const key in object) {
    const member = `\\"${key}\\":${escapedJson(object[key])}`;
    inner = inner === "" ? member : `${inner},${member}`;
  }
  return `{${inner}}`;
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
