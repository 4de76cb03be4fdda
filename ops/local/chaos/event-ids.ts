import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { idOf, idOfEvent } from "../arrivals/event-id.ts";

const inflate = promisify(gunzip);

/** What was in the files, and what of it arrived. */
export interface Comparison {
  /** Different event ids of the files. */
  readonly expected: number;
  /** Different event ids of the files that arrived. */
  readonly distinct: number;
  /** Events that arrived more than once, each time after the first. */
  readonly repeated: number;
  /** Events that arrived and were never sent, or carry no id. */
  readonly unknown: number;
}

/**
 * Compares the ids of all records of these log files with those of the delivered events, file by file and line by line:
 * independent of everything that the function or the receiver says about them.
 */
export async function compareIds(files: readonly string[], eventsFile: string): Promise<Comparison> {
  const arrivals = new Map<string, number>();
  for (const path of files) for (const id of await idsOfLogFile(path)) arrivals.set(id, 0);
  let unknown = 0;
  let repeated = 0;
  let distinct = 0;
  for await (const line of createInterface({ input: createReadStream(eventsFile) })) {
    if (line === "") continue;
    const id = idOfEvent(line);
    const before = id === undefined ? undefined : arrivals.get(id);
    if (id === undefined || before === undefined) {
      unknown += 1;
      continue;
    }
    if (before === 0) distinct += 1;
    else repeated += 1;
    arrivals.set(id, before + 1);
  }
  return { expected: arrivals.size, distinct, repeated, unknown };
}

/** Ids of a log file's records; none of a file that holds no records (a digest) or is broken: nothing of it can arrive. */
async function idsOfLogFile(path: string): Promise<string[]> {
  try {
    const bytes = await readFile(path);
    const text = bytes[0] === 0x1f ? await inflate(bytes) : bytes;
    const { Records } = JSON.parse(text.toString()) as { Records?: unknown };
    return Array.isArray(Records) ? Records.flatMap((record) => idOf(record) ?? []) : [];
  } catch {
    return [];
  }
}
