import { quote } from "./json-text.ts";

/**
 * Writes one JSON object as text, member by member, in the order of the calls.
 *
 * Objects that end up without members are not written, so nothing needs pruning. Keys are passed ready to write,
 * quotes and colon included (`'"event":'`): they are literals of this program, never data.
 */
export class JsonWriter {
  #text = "";
  // What goes in front of the next member: a comma, or the objects that were opened and hold nothing yet.
  #lead = "{";

  /** A string member; undefined writes nothing. */
  text(key: string, value: string | undefined): void {
    if (value === undefined) return;
    this.#text += this.#lead + key + quote(value);
    this.#lead = ",";
  }

  /** A member whose value is JSON text already; undefined writes nothing. */
  json(key: string, value: string | undefined): void {
    if (value === undefined) return;
    this.#text += this.#lead + key + value;
    this.#lead = ",";
  }

  /** An array of strings; an empty one writes nothing. */
  texts(key: string, values: readonly string[]): void {
    if (values.length === 0) return;
    let items = "";
    for (const value of values) items += items === "" ? quote(value) : `,${quote(value)}`;
    this.json(key, `[${items}]`);
  }

  /** Opens an object member; give the result to `close`. */
  open(key: string): string {
    const outer = this.#lead;
    this.#lead += `${key}{`;
    return outer;
  }

  close(outer: string): void {
    // A lead other than the comma still holds the opened object: nothing was written into it.
    if (this.#lead === ",") this.#text += "}";
    else this.#lead = outer;
  }

  /** The whole object; the writer is of no use afterwards. */
  end(): string {
    return this.#lead === "{" ? "{}" : `${this.#text}}`;
  }
}
