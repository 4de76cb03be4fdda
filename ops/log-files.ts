import { createReadStream } from "node:fs";
import { ObjectBooks } from "../lambda/books.ts";
import { limitsConfig } from "../lambda/contract/function-config.ts";
import { inflate } from "../lambda/decode/inflate.ts";
import { classifyObject } from "../lambda/decode/object-key.ts";
import { splitRecords } from "../lambda/decode/records.ts";
import { asForwarderError } from "../lambda/errors.ts";
import { countObject, countReason, countRecords, type Totals } from "../lambda/totals.ts";
import type { RawRecord } from "../lambda/types.ts";
import type { InputFile } from "./input-files.ts";

/** What is done with the records of a file. */
export interface LogFileReader {
  /** Takes a chunk of records, and enters in the books what became of each. */
  readonly onRecords: (records: readonly RawRecord[], books: ObjectBooks) => Promise<void> | void;
  /** Told about every record and file that can never become events. */
  readonly onRejected: (rejected: object) => void;
}

/** Reads one file as the function would, and adds it to the totals. */
export async function readLogFile(file: InputFile, totals: Totals, reader: LogFileReader): Promise<void> {
  const kind = file.isNamed ? "log" : classifyObject(file.key);
  if (kind !== "log") return skip(totals, kind.skip);
  const books = new ObjectBooks({ bucket: "local", key: file.key });
  const limits = limitsConfig.parse({});
  const input = file.path === "-" ? process.stdin : createReadStream(file.path);
  const chunks = splitRecords(counted(inflate(input, limits.maxObjectBytes), books), limits);
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) {
        if (value === "digest") return skip(totals, "digest");
        countObject(totals, books);
        return;
      }
      books.read += value.records.length + value.rejected.length;
      for (const { ordinal, reason, detail } of value.rejected) {
        books.countRejected(reason);
        reader.onRejected({ file: file.path, ordinal, reason, detail });
      }
      await reader.onRecords(value.records, books);
    }
  } catch (error) {
    const failure = asForwarderError(error);
    if (failure.kind !== "permanent") throw error;
    // What was printed of the file before the fault stays printed, and is counted; the file is a rejected one all the same.
    totals.objects.rejected += 1;
    countRecords(totals, books);
    countReason(totals, failure.reason);
    reader.onRejected({ file: file.path, reason: failure.reason, detail: failure.message });
  }
}

function skip(totals: Totals, reason: Parameters<typeof countReason>[1]): void {
  totals.objects.skipped += 1;
  countReason(totals, reason);
}

async function* counted(bytes: AsyncIterable<Uint8Array>, books: ObjectBooks): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    books.bytes += chunk.length;
    yield chunk;
  }
}
