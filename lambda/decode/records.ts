import { isUtf8 } from "node:buffer";
import type { LimitsConfig } from "../contract/function-config.ts";
import type { RejectReason } from "../contract/reasons.ts";
import { ForwarderError } from "../errors.ts";
import type { RawRecord } from "../types.ts";
import { LazyRecord } from "./lazy-record.ts";
import { type LogFileContent, RecordScanner, type ScannedElement } from "./record-scanner.ts";
import { scanRecord } from "./scan-record.ts";
import { ScannedBuffer } from "./scanned-buffer.ts";

/** An element of `Records` that can never become an event. */
export interface RejectedRecord {
  readonly ordinal: number;
  /** Its exact bytes; empty when it is larger than the limit and was not kept. */
  readonly bytes: Uint8Array;
  readonly reason: RejectReason;
  readonly detail: string;
}

/** The elements that ended in one buffer of the stream. */
export interface RecordChunk {
  readonly records: readonly RawRecord[];
  readonly rejected: readonly RejectedRecord[];
}

export type RecordLimits = Pick<LimitsConfig, "maxRecordBytes" | "maxRecordDepth" | "maxRecordKeys">;

/**
 * Splits a CloudTrail log file into chunks of records without holding the whole file.
 *
 * In memory are the current buffer, its records and one unfinished record. Order is kept, ordinals count every element.
 * Takes `{"Records":[…]}` with any other keys around it and a top-level array. An element that is not a JSON object, or
 * is over a limit, is rejected by name; its neighbours are not affected. Returns what the file was.
 *
 * Records before `from` are passed over: their ends are found and nothing else; buffers of theirs give empty chunks.
 * @param from ordinal of the first record that is wanted
 * @throws {ForwarderError} permanent `invalid_json`, `truncated`, `no_records` or `empty_object`, at the point where it
 *   shows; retryable `object_changed` when the file has fewer records than were passed over.
 * @example for await (const { records } of splitRecords(bytes, limits)) count += records.length;
 */
export async function* splitRecords(
  bytes: AsyncIterable<Uint8Array>,
  limits: RecordLimits,
  from = 0,
): AsyncGenerator<RecordChunk, LogFileContent> {
  const scanner = new RecordScanner(limits.maxRecordBytes);
  const stream = bytes[Symbol.asyncIterator]();
  let ordinal = 0;
  for await (const buffer of { [Symbol.asyncIterator]: () => stream }) {
    const elements = await explained(() => scanner.push(buffer), stream);
    if (elements.length === 0) continue;
    const passed = Math.min(Math.max(from - ordinal, 0), elements.length);
    const wanted = passed === 0 ? elements : elements.slice(passed);
    yield wanted.length === 0
      ? NOTHING
      : judge(new ScannedBuffer(buffer, scanner.members), wanted, ordinal + passed, limits);
    ordinal += elements.length;
  }
  const content = scanner.end();
  if (ordinal < from) {
    throw ForwarderError.retryable(
      "object_changed",
      `the object has ${ordinal} records, and ${from} were settled before`,
    );
  }
  return content;
}

const NOTHING: RecordChunk = { records: [], rejected: [] };

/**
 * Reads the rest of the stream before a syntax error is reported: when the bytes themselves turn out to be damaged or
 * forged (a checksum, a second gzip member), that is the cause, and it is thrown instead.
 */
async function explained<Result>(scan: () => Result, stream: AsyncIterator<Uint8Array>): Promise<Result> {
  try {
    return scan();
  } catch (error) {
    while (!(await stream.next()).done);
    throw error;
  }
}

/** Parts the elements of one buffer into records and rejected ones. */
function judge(
  buffer: ScannedBuffer,
  elements: readonly ScannedElement[],
  ordinal: number,
  limits: RecordLimits,
): RecordChunk {
  const records: LazyRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index] as ScannedElement;
    const refusal = refusalOf(element, limits) ?? (isUnicode(buffer, element) ? undefined : NOT_UTF8);
    if (refusal) {
      const bytes = element.bytes > limits.maxRecordBytes ? NO_BYTES : bytesOf(buffer.bytes, element);
      rejected.push({ ordinal: ordinal + index, bytes, ...refusal });
    } else if (element.head.length === 0) records.push(new LazyRecord(ordinal + index, buffer, element));
    else {
      const whole = scanRecord(bytesOf(buffer.bytes, element), element);
      records.push(new LazyRecord(ordinal + index, whole.buffer, whole.element));
    }
  }
  return { records, rejected };
}

function isUnicode(buffer: ScannedBuffer, element: ScannedElement): boolean {
  return element.isAscii || isUtf8(bytesOf(buffer.bytes, element));
}

type Refusal = Pick<RejectedRecord, "reason" | "detail">;

const NO_BYTES = new Uint8Array(0);
const NOT_UTF8: Refusal = { reason: "invalid_utf8", detail: "the record's bytes are not UTF-8" };

function refusalOf(element: ScannedElement, limits: RecordLimits): Refusal | undefined {
  const { bytes, depth, keys } = element;
  const { maxRecordBytes, maxRecordDepth, maxRecordKeys } = limits;
  if (bytes > maxRecordBytes) {
    return {
      reason: "record_too_large",
      detail: `${bytes} bytes; limits.maxRecordBytes is ${maxRecordBytes}`,
    };
  }
  if (depth > maxRecordDepth)
    return { reason: "too_deep", detail: `nested ${depth} deep; limits.maxRecordDepth is ${maxRecordDepth}` };
  if (keys > maxRecordKeys)
    return { reason: "too_many_keys", detail: `${keys} members; limits.maxRecordKeys is ${maxRecordKeys}` };
  if (!element.isValid) return { reason: "invalid_json", detail: "the record is not valid JSON" };
  if (!element.isObject) return { reason: "not_an_object", detail: "the record is not a JSON object" };
  return undefined;
}

function bytesOf(buffer: Uint8Array, { head, start, end }: ScannedElement): Uint8Array {
  const tail = buffer.subarray(start, end);
  return head.length === 0 ? tail : Buffer.concat([...head, tail]);
}
