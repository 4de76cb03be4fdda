import { type JsonWriter, putJson } from "./json-text.ts";
import { isAbsent, isObject, type JsonObject, textOf } from "./values.ts";

/** Below this depth, or beyond this path length, a subtree is kept as JSON text under one key. */
const MAX_DEPTH = 24;
const MAX_PATH_LENGTH = 512;

/**
 * What an event has no attribute for, flat: dotted keys, `[]` for arrays, text values. Several values under one key
 * become a JSON array as text. Absent values (null, "", empty objects and arrays) leave nothing.
 *
 * Known keys are passed as they stand in the JSON text, `'"tlsDetails.tlsVersion":'`, so that they need no quoting.
 */
export class Unmapped {
  private readonly json: JsonWriter;
  private readonly keys: string[] = [];
  private readonly values: unknown[] = [];
  /** Set as soon as two values could meet under one key: inside arrays, and where a key of the record has a dot. */
  private mayRepeat = false;

  constructor(json: JsonWriter) {
    this.json = json;
  }

  /** The value as text for an attribute; a value that is no text goes into `unmapped` under `key` instead. */
  take(key: string, value: unknown): string | undefined {
    const text = textOf(value);
    if (text === undefined && !isAbsent(value)) this.keep(key, value);
    return text;
  }

  /** The first value when there is one, and then the second is kept; else the second, taken. */
  elseTake(first: string | undefined, key: string, second: unknown): string | undefined {
    if (first === undefined) return this.take(key, second);
    this.keep(key, second);
    return first;
  }

  /** Keeps a value, whatever its type, under a key that is known. */
  keep(key: string, value: unknown): void {
    if (isAbsent(value)) return;
    if (typeof value === "object") this.walk(key.slice(1, -2), value, 0);
    else this.push(key, value);
  }

  /** Like `keep`, for keys that can come more than once (`resources[].…`). */
  keepRepeated(key: string, value: unknown): void {
    if (isAbsent(value)) return;
    this.mayRepeat = true;
    this.keep(key, value);
  }

  /** Like `keepRest`, for objects inside an array. */
  keepRestRepeated(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (known.has(key)) continue;
      this.mayRepeat = true;
      this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Keeps every field of an object that is not among the known ones. `prefix` ends with a dot or is empty. */
  keepRest(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (!known.has(key)) this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Keeps a scalar that is not of the record, so that nothing is known about its characters. */
  keepForeign(key: string, value: string | number): void {
    // The grouped way of writing escapes in any case, and joins what meets under one key.
    this.mayRepeat = true;
    this.push(key, value);
  }

  /** The members of the `unmapped` object. */
  members(): string {
    return this.mayRepeat ? this.groupedMembers() : this.plainMembers();
  }

  private keepNamed(prefix: string, name: string, value: unknown, depth: number): void {
    if (isAbsent(value)) return;
    // Such a name can spell the path of another field: `a.b` beside a → b.
    if (name.includes(".") || name.includes("[")) this.mayRepeat = true;
    this.walk(prefix + name, value, depth);
  }

  private walk(path: string, value: unknown, depth: number): void {
    if (isAbsent(value)) return;
    if (typeof value !== "object") {
      this.push(`${this.json.quote(path)}:`, value);
    } else if (depth >= MAX_DEPTH || path.length > MAX_PATH_LENGTH) {
      // JSON text needs escaping, which only the grouped way of writing does in any case.
      this.mayRepeat = true;
      this.push(`${this.json.quote(path)}:`, JSON.stringify(value));
    } else if (Array.isArray(value)) {
      this.mayRepeat = true;
      for (const element of value) this.walk(`${path}[]`, element, depth + 1);
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) this.keepNamed(`${path}.`, name, value[name], depth + 1);
    }
  }

  private push(key: string, value: unknown): void {
    this.keys.push(key);
    this.values.push(value);
  }

  private plainMembers(): string {
    let members = "";
    for (let index = 0; index < this.keys.length; index++) {
      members = this.json.put(members, this.keys[index] ?? "", String(this.values[index]));
    }
    return members;
  }

  private groupedMembers(): string {
    const groups = new Map<string, unknown[]>();
    for (let index = 0; index < this.keys.length; index++) {
      const key = this.keys[index] ?? "";
      const group = groups.get(key);
      if (group) group.push(this.values[index]);
      else groups.set(key, [this.values[index]]);
    }
    let members = "";
    for (const [key, group] of groups) {
      const text = group.length === 1 ? String(group[0]) : JSON.stringify(group);
      members = putJson(members, key, JSON.stringify(text));
    }
    return members;
  }
}
