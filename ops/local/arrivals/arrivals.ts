import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";

const NEWLINE = Buffer.from("\n");

/** Above this many ids duplicates are no longer counted. */
const MOST_IDS = 2_000_000;

/** What arrived at one destination. */
export interface ArrivalCounts {
  readonly events: number;
  /** Events with an id that had not come before. */
  readonly distinct: number;
  /** Events with an id that had come before. */
  readonly duplicates: number;
}

/** Keeps what arrives: counts it, tells events apart by their ids, and writes them to a file, one a line. */
export class Arrivals {
  readonly #file: WriteStream;
  readonly #idOf: (event: Buffer) => string | undefined;
  readonly #ids = new Set<string>();
  #events = 0;
  #duplicates = 0;
  #closed: Promise<void> | undefined;

  private constructor(file: WriteStream, idOf: (event: Buffer) => string | undefined) {
    this.#file = file;
    this.#idOf = idOf;
  }

  /** @param idOf the id in an event's text; undefined when it shows none */
  static async open(file: string, idOf: (event: Buffer) => string | undefined): Promise<Arrivals> {
    await mkdir(dirname(file), { recursive: true });
    return new Arrivals(createWriteStream(file), idOf);
  }

  get counts(): ArrivalCounts {
    return { events: this.#events, distinct: this.#ids.size, duplicates: this.#duplicates };
  }

  /** Resolves when the events are written: whoever sent them gets the answer then, which is the backpressure. */
  async keep(events: readonly Buffer[]): Promise<void> {
    if (events.length === 0) return;
    for (const event of events) {
      const id = this.#ids.size < MOST_IDS ? this.#idOf(event) : undefined;
      if (id !== undefined && this.#ids.has(id)) this.#duplicates += 1;
      if (id !== undefined) this.#ids.add(id);
    }
    this.#events += events.length;
    const text = Buffer.concat(events.flatMap((event) => [event, NEWLINE]));
    await new Promise((resolve) => this.#file.write(text, resolve));
  }

  /** What came is in the file when this resolves. */
  close(): Promise<void> {
    this.#closed ??= finished(this.#file.end());
    return this.#closed;
  }
}
