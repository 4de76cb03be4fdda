/** Longer texts are quicker to quote natively than to look through. */
const MAX_SCANNED_LENGTH = 64;

/**
 * Writes one JSON object as text, member by member and from left to right.
 *
 * Building the event as an object and stringifying it would cost twice the time, and so would joining the texts of its
 * parts: appending to one text is what the engine does best. Keys are given as they stand in the JSON, with colon and
 * what opens the value: `'"uid":"'` for a text, `'"user":{'` for an object.
 */
export class JsonWriter {
  private readonly isPlain: boolean;
  private text = "{";
  /** What goes before the next member. */
  private separator = "";
  /** Objects and arrays that are opened and still empty: they are written with their first member. */
  private readonly waiting = ["", "", "", ""];
  private waitingCount = 0;

  /** @param isPlain no text of the record needs escaping in JSON (`RawRecord.isPlain`) */
  constructor(isPlain: boolean) {
    this.isPlain = isPlain;
  }

  /** A text member; an absent value writes nothing. */
  put(key: string, value: string | undefined): void {
    if (value === undefined) return;
    if (this.waitingCount > 0) this.writeWaiting();
    this.text =
      this.isPlain || isUnescaped(value)
        ? `${this.text}${this.separator}${key}${value}"`
        : this.text + this.separator + key + JSON.stringify(value).slice(1);
    this.separator = ",";
  }

  /** A text member whose value is not of the record, so that its characters are unknown. */
  putForeign(key: string, value: string): void {
    this.raw(key + JSON.stringify(value).slice(1));
  }

  /** A member whose value is JSON text: the given value, printed. */
  putJsonText(key: string, value: unknown): void {
    if (!this.isPlain) {
      this.putForeign(key, JSON.stringify(value));
      return;
    }
    this.raw(key);
    this.writeEscaped(value);
    this.text += '"';
  }

  /** Members that are finished JSON; at least one. */
  raw(members: string): void {
    if (this.waitingCount > 0) this.writeWaiting();
    this.text = this.text + this.separator + members;
    this.separator = ",";
  }

  /** Opens an object or array. Nothing of it is written until something is in it. */
  open(start: string): void {
    this.waiting[this.waitingCount++] = start;
  }

  /** Closes what was opened last. */
  close(bracket: "}" | "]" = "}"): void {
    if (this.waitingCount > 0) this.waitingCount--;
    else this.end(bracket);
  }

  /** What closes a member that was not opened by `open`. */
  end(bracket: string): void {
    this.text += bracket;
    this.separator = ",";
  }

  /** The whole object. */
  finish(): string {
    return `${this.text}}`;
  }

  private writeWaiting(): void {
    for (let index = 0; index < this.waitingCount; index++) {
      this.text = this.text + this.separator + this.waiting[index];
      this.separator = "";
    }
    this.waitingCount = 0;
  }

  /**
   * Prints a value, and the print as the inside of a JSON string. The value's own texts need no escape, so every quote is
   * one of the syntax.
   */
  private writeEscaped(value: unknown): void {
    if (typeof value === "string") {
      this.text = `${this.text}\\"${value}\\"`;
    } else if (typeof value !== "object" || value === null) {
      this.text += typeof value === "number" && !Number.isFinite(value) ? "null" : String(value);
    } else if (Array.isArray(value)) {
      this.writeEscapedArray(value);
    } else {
      this.writeEscapedObject(value as Readonly<Record<string, unknown>>);
    }
  }

  private writeEscapedArray(value: readonly unknown[]): void {
    let separator = "[";
    for (const element of value) {
      this.text += separator;
      this.writeEscaped(element);
      separator = ",";
    }
    this.text += separator === "[" ? "[]" : "]";
  }

  private writeEscapedObject(value: Readonly<Record<string, unknown>>): void {
    let start = '{\\"';
    for (const key in value) {
      this.text = `${this.text}${start}${key}\\":`;
      this.writeEscaped(value[key]);
      start = ',\\"';
    }
    this.text += start === '{\\"' ? "{}" : "}";
  }
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
