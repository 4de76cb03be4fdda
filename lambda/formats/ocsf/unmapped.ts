import type { JsonWriter } from "./json-writer.ts";
import { isAbsent, isObject, type JsonObject, textOf } from "./values.ts";

/** Below this depth, or beyond this path length, a subtree is kept as JSON text under one key. */
const MAX_DEPTH = 24;
const MAX_PATH_LENGTH = 512;

/**
 * What an event has no attribute for, flat: dotted keys, `[]` for arrays, text values. Several values under one key
 * become a JSON array as text. Absent values (null, "", empty objects and arrays) leave nothing.
 *
 * Known keys are passed as they stand in the JSON text, `'"tlsDetails.tlsVersion":"'`, so that they need no quoting.
 */
export class Unmapped {
  private readonly keys: string[] = [];
  private readonly values: unknown[] = [];
  /**
   * Set as soon as two values could meet under one key: inside arrays, and where a key of the record has a dot. Then
   * everything is looked through, and escaped with care.
   */
  private isOdd = false;

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
    if (typeof value === "object") this.walk(key.slice(1, -3), value, 0);
    else this.push(key, value);
  }

  /** Like `keep`, for keys that can come more than once (`resources[].…`). */
  keepRepeated(key: string, value: unknown): void {
    if (isAbsent(value)) return;
    this.isOdd = true;
    this.keep(key, value);
  }

  /** Keeps every field of an object that is not among the known ones. `prefix` ends with a dot or is empty. */
  keepRest(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (!known.has(key)) this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Like `keepRest`, for objects inside an array. */
  keepRestRepeated(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (known.has(key)) continue;
      this.isOdd = true;
      this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Keeps a scalar that is not of the record, so that nothing is known about its characters or those of its name. */
  keepForeign(name: string, value: string | number): void {
    this.isOdd = true;
    this.push(`${JSON.stringify(name)}:"`, value);
  }

  /** Writes the `unmapped` object, if there is anything in it. */
  write(json: JsonWriter): void {
    json.open('"unmapped":{');
    if (this.isOdd) this.writeGrouped(json);
    else {
      for (let index = 0; index < this.keys.length; index++) {
        json.put(this.keys[index] ?? "", String(this.values[index]));
      }
    }
    json.close();
  }

  private keepNamed(prefix: string, name: string, value: unknown, depth: number): void {
    if (isAbsent(value)) return;
    // Such a name can spell the path of another field: `a.b` beside a → b.
    if (name.includes(".") || name.includes("[")) this.isOdd = true;
    this.walk(prefix + name, value, depth);
  }

  private walk(path: string, value: unknown, depth: number): void {
    if (isAbsent(value)) return;
    if (typeof value !== "object") {
      this.push(`${JSON.stringify(path)}:"`, value);
    } else if (depth >= MAX_DEPTH || path.length > MAX_PATH_LENGTH) {
      this.isOdd = true;
      this.push(`${JSON.stringify(path)}:"`, JSON.stringify(value));
    } else if (Array.isArray(value)) {
      this.isOdd = true;
      for (const element of value) this.walk(`${path}[]`, element, depth + 1);
    } else if (isObject(value)) {
      for (const name in value) this.keepNamed(`${path}.`, name, value[name], depth + 1);
    }
  }

  private push(key: string, value: unknown): void {
    this.keys.push(key);
    this.values.push(value);
  }

  private writeGrouped(json: JsonWriter): void {
    const groups = new Map<string, unknown[]>();
    for (let index = 0; index < this.keys.length; index++) {
      const key = this.keys[index] ?? "";
      const group = groups.get(key);
      if (group) group.push(this.values[index]);
      else groups.set(key, [this.values[index]]);
    }
    for (const [key, group] of groups) {
      json.putForeign(key, group.length === 1 ? String(group[0]) : JSON.stringify(group));
    }
  }
}
