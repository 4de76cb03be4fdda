import { LazyRecord } from "../../../lambda/decode/lazy-record.ts";
import { RecordScanner } from "../../../lambda/decode/record-scanner.ts";
import { ScannedBuffer } from "../../../lambda/decode/scanned-buffer.ts";
import type { RawRecord } from "../../../lambda/types.ts";

/** A record by its text, as the decoder hands it on: read from where the scanner saw its members. */
export function readRecord(text: string, ordinal = 0): RawRecord {
  const scanner = new RecordScanner(Number.POSITIVE_INFINITY);
  const buffer = Buffer.from(`[${text}]`);
  const [element] = scanner.push(buffer);
  if (!element?.isValid || !element.isObject) throw new Error(`not a JSON object: ${text.slice(0, 100)}`);
  return new LazyRecord(ordinal, new ScannedBuffer(buffer, scanner.members), element);
}
