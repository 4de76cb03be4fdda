import { type Key, keyOf, pieceOf } from "../json-key.ts";
import { JsonWriter } from "../json-writer.ts";
import { isAbsent, isObject, type JsonObject, textOf } from "./values.ts";

const UNMAPPED = pieceOf('"unmapped":{');
/** Below this depth, or beyond this path length, a subtree is kept as JSON text under one key. */
const MAX_DEPTH = 24;
const MAX_PATH_LENGTH = 512;

/**
 * What an event has no attribute for, flat: dotted keys, `[]` for arrays, text values. Several values under one key
 * become a JSON array as text. Absent values (null, "", empty objects and arrays) leave nothing.
 */
export class Unmapped {
  private readonly paths: string[] = [];
  /** What stands under each path. */
  private readonly values: unknown[] = [];
  /** What other events have, too; comes behind the rest. */
  private readonly shared: Unmapped[] = [];
  /**
   * Set as soon as two values could meet under one key: inside arrays, and where a key of the record has a dot. Then
   * everything is looked through, and escaped with care.
   */
  private isOdd = false;
  /** The members as JSON, once they were asked for. */
  private text: Key | undefined;

  /** The value as text for an attribute; a value that is no text goes into `unmapped` under `path` instead. */
  take(path: string, value: unknown): string | undefined {
    const text = textOf(value);
    if (text === undefined && !isAbsent(value)) this.keep(path, value);
    return text;
  }

  /** The first value when there is one, and then the second is kept; else the second, taken. */
  elseTake(first: string | undefined, path: string, second: unknown): string | undefined {
    if (first === undefined) return this.take(path, second);
    this.keep(path, second);
    return first;
  }

  /** Keeps a value, whatever its type, under a path that is known. */
  keep(path: string, value: unknown): void {
    if (isAbsent(value)) return;
    if (typeof value === "object") this.walk(path, value, 0);
    else this.push(path, value);
  }

  /** Like `keep`, for paths that can come more than once (`resources[].…`). */
  keepRepeated(path: string, value: unknown): void {
    if (isAbsent(value)) return;
    this.isOdd = true;
    this.keep(path, value);
  }

  /** Keeps every field of an object that is not among the known ones. `prefix` ends with a dot or is empty. */
  keepRest(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (!known.has(key)) this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Keeps a field by the name that it has in the record. */
  keepOther(name: string, value: unknown): void {
    this.keepNamed("", name, value, 0);
  }

  /** Like `keepRest`, for objects inside an array. */
  keepRestRepeated(prefix: string, object: JsonObject, known: ReadonlySet<string>): void {
    for (const key in object) {
      if (known.has(key)) continue;
      this.isOdd = true;
      this.keepNamed(prefix, key, object[key], 0);
    }
  }

  /** Keeps everything that another one holds, to which nothing is added any more. */
  keepAll(other: Unmapped): void {
    if (other.isEmpty) return;
    if (other.isOdd) this.isOdd = true;
    this.shared.push(other);
  }

  /** Keeps a scalar that is not of the record, so that nothing is known about its characters or those of its name. */
  keepForeign(name: string, value: string | number): void {
    this.isOdd = true;
    this.push(name, value);
  }

  /** Writes the `unmapped` object, if there is anything in it. */
  write(json: JsonWriter): void {
    if (this.isEmpty) return;
    json.begin(UNMAPPED);
    if (this.isOdd) this.writeGrouped(json);
    else this.writeMembers(json);
    json.close();
  }

  private get isEmpty(): boolean {
    return this.paths.length === 0 && this.shared.length === 0;
  }

  /** Its members as JSON; made once, as the same ones go into many events. */
  private members(): Key {
    if (this.text === undefined) {
      const json = new JsonWriter(false);
      this.writeMembers(json);
      this.text = pieceOf(json.members());
    }
    return this.text;
  }

  private writeMembers(json: JsonWriter): void {
    for (let index = 0; index < this.paths.length; index++)
      json.put(keyOf(this.paths[index] ?? ""), String(this.values[index]));
    for (const other of this.shared) json.add(other.members());
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
      this.push(path, value);
    } else if (depth >= MAX_DEPTH || path.length > MAX_PATH_LENGTH) {
      this.isOdd = true;
      this.push(path, JSON.stringify(value));
    } else if (Array.isArray(value)) {
      this.isOdd = true;
      for (const element of value) this.walk(`${path}[]`, element, depth + 1);
    } else if (isObject(value)) {
      for (const name in value) this.keepNamed(`${path}.`, name, value[name], depth + 1);
    }
  }

  private push(path: string, value: unknown): void {
    this.paths.push(path);
    this.values.push(value);
  }

  private writeGrouped(json: JsonWriter): void {
    const groups = new Map<string, unknown[]>();
    this.addTo(groups);
    for (const [path, group] of groups) {
      json.putEscaped(keyOf(path), group.length === 1 ? String(group[0]) : JSON.stringify(group));
    }
  }

  private addTo(groups: Map<string, unknown[]>): void {
    for (let index = 0; index < this.paths.length; index++) {
      const path = this.paths[index] ?? "";
      const value = this.values[index];
      const group = groups.get(path);
      if (group) group.push(value);
      else groups.set(path, [value]);
    }
    for (const other of this.shared) other.addTo(groups);
  }
}
