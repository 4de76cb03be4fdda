import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What an interrupted run has finished, one name a line in a file, so that the next one goes on behind it. */
export class DoneList {
  readonly #file: string;
  readonly #names: Set<string>;

  constructor(file: string) {
    this.#file = file;
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    // A line without its end was being written when the run broke off: its work is done again.
    this.#names = new Set(text.split("\n").slice(0, -1));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    if (this.#names.has(name)) return;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    appendFileSync(this.#file, `${name}\n`);
    this.#names.add(name);
  }
}
