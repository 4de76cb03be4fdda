import { type Key, type PathKey, pieceOf } from "./json-key.ts";

/** Longer texts are quicker to quote natively than to look through. */
const MAX_SCANNED_LENGTH = 64;

/** What the text written so far ends with, which decides what has to come before the next member. */
const OPENED = 0;
const VALUE = 1;
/** A text without its closing quote: the next key brings it along. */
const OPEN_TEXT = 2;

/**
 * Writes one JSON object as text, member by member and from left to right.
 *
 * Building the event as an object and stringifying it would cost twice the time. What costs here is the number of pieces
 * that are appended; so a member is two of them: its key, with whatever closes the member before, and its value.
 */
export class JsonWriter {
  private readonly isPlain: boolean;
  private text = "{";
  private ending = OPENED;
  /** Objects and arrays that are opened and still empty: they are written with their first member. */
  private readonly waiting = ["", "", "", ""];
  private waitingCount = 0;

  /** @param isPlain no text of the record needs escaping in JSON (`RawRecord.isPlain`) */
  constructor(isPlain: boolean) {
    this.isPlain = isPlain;
  }

  /** A text member; an absent value writes nothing. */
  put(key: Key, value: string | undefined): void {
    if (value === undefined) return;
    const start = this.startOf(key);
    this.text =
      this.isPlain || isUnescaped(value)
        ? this.text + start + value
        : this.text + start + JSON.stringify(value).slice(1, -1);
    this.ending = OPEN_TEXT;
  }

  /** A text at the end of its path, with the objects around it; an absent value writes nothing. */
  putAt(key: PathKey, value: string | undefined): void {
    if (value === undefined) return;
    this.put(key, value);
    this.text += key.end;
    this.ending = VALUE;
  }

  /** A text member that may need escaping whatever the record is like; an absent value writes nothing. */
  putEscaped(key: Key, value: string | undefined): void {
    if (value === undefined) return;
    const start = this.startOf(key);
    this.text = this.text + start + JSON.stringify(value).slice(1, -1);
    this.ending = OPEN_TEXT;
  }

  /** A member whose value is finished JSON; its key has no quote at the end (`"user":`). */
  putJson(key: Key, value: string): void {
    const start = this.startOf(key);
    this.text = this.text + start + value;
    this.ending = VALUE;
  }

  /** Members that are finished JSON and known beforehand; objects that they leave open are closed as usual. */
  add(members: Key): void {
    const start = this.startOf(members);
    this.text += start;
    this.ending = VALUE;
  }

  /** Opens an object at once, also when nothing comes to be in it; its key ends with the brace (`"user":{`). */
  begin(key: Key): void {
    const start = this.startOf(key);
    this.text += start;
    this.ending = OPENED;
  }

  /** Members that are finished JSON, at least one: `"status_id":1,"status":"Success"`. */
  raw(members: string): void {
    if (this.waitingCount > 0) this.writeWaiting();
    if (this.ending !== OPENED) this.text += this.ending === OPEN_TEXT ? '",' : ",";
    this.text += members;
    this.ending = VALUE;
  }

  /** Members that fit here as they stand, their comma included: what was written before them is complete. */
  append(members: string): void {
    this.text += members;
    this.ending = VALUE;
  }

  /** A text as a JSON string, for `raw`. */
  quote(text: string): string {
    return this.isPlain || isUnescaped(text) ? `"${text}"` : JSON.stringify(text);
  }

  /** Opens an object or array: `"user":{`. Nothing of it is written until something is in it. */
  open(start: string): void {
    this.waiting[this.waitingCount++] = start;
  }

  /**
   * Closes what was opened last.
   * @param bracket two of them close what is around it, too, when something stands in there
   */
  close(bracket: "}" | "]" | "}}" = "}"): void {
    if (this.waitingCount > 0) {
      this.waitingCount--;
    } else {
      this.text += this.ending === OPEN_TEXT ? `"${bracket}` : bracket;
      this.ending = VALUE;
    }
  }

  /**
   * The whole object.
   * @param brackets its own, behind those of what is still open in it
   */
  finish(brackets = "}"): string {
    return this.text + (this.ending === OPEN_TEXT ? `"${brackets}` : brackets);
  }

  /** The members without the braces around them, for `raw`. */
  members(): string {
    return this.finish().slice(1, -1);
  }

  /** The members to be written many times; undefined when there are none. */
  piece(): Key | undefined {
    const members = this.members();
    return members === "" ? undefined : pieceOf(members);
  }

  /** What goes before a text member's value. Writes what waits, so it comes before `text` is read. */
  private startOf(key: Key): string {
    if (this.waitingCount > 0) this.writeWaiting();
    if (this.ending === OPEN_TEXT) return key.afterText;
    return this.ending === VALUE ? key.afterValue : key.first;
  }

  private writeWaiting(): void {
    for (let index = 0; index < this.waitingCount; index++) {
      if (this.ending !== OPENED) this.text += this.ending === OPEN_TEXT ? '",' : ",";
      this.text += this.waiting[index];
      // A start that holds members already ends behind a comma or an opening bracket, like any other.
      this.ending = OPENED;
    }
    this.waitingCount = 0;
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
