import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ForwarderError } from "../errors.ts";

/** Large enough that the cost of a hop to the thread pool does not show; larger ones take up to 20 MB more. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a log file, decompressed when they begin like gzip and as they are when not (names and headers are not
 * trusted). Memory does not grow with the object.
 *
 * A gzip file must be exactly one member with nothing behind it, as CloudTrail's own validation has it: a second member
 * would be bytes that no digest vouches for.
 * @throws {ForwarderError} permanent `corrupt_gzip`, `truncated`, `trailing_data` or `object_too_large`. Errors of the
 *   source pass through unchanged.
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const { head, rest } = await sniff(source);
  const isGzip = head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
  let total = 0;
  for await (const chunk of isGzip ? gunzip(rest) : rest) {
    total += chunk.length;
    if (total > maxBytes) {
      throw ForwarderError.permanent(
        "object_too_large",
        `more than ${maxBytes} bytes after decompression; limits.maxObjectBytes is ${maxBytes}`,
      );
    }
    yield chunk;
  }
}

/** The first two bytes, and a stream that still has them. */
async function sniff(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 2) {
    const { done, value } = await iterator.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const head = Buffer.concat(first);
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, rest: whole() };
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const tail = new Tail();
  const stream: Readable = pipeline(
    source,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        tail.push(chunk);
        yield chunk;
      }
    },
    createGunzip({ chunkSize: CHUNK_BYTES }),
    ignoreError,
  );
  let total = 0;
  try {
    for await (const chunk of stream) {
      total += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw gzipFailure(error, total);
  }
  // ISIZE, the last four bytes, counts one member only: a second member, even an empty one, or padding makes it differ.
  if (tail.length() !== total % 2 ** 32) {
    throw ForwarderError.permanent(
      "trailing_data",
      `the gzip stream is followed by more data after ${total} decompressed bytes`,
    );
  }
}

/** Errors reach the reader through the stream itself; the callback only has to exist. */
function ignoreError(): void {}

/** Keeps the last four bytes of what passes. */
class Tail {
  private bytes: Uint8Array = new Uint8Array(0);

  push(chunk: Uint8Array): void {
    this.bytes = chunk.length >= 4 ? chunk.slice(-4) : Buffer.concat([this.bytes, chunk]).subarray(-4);
  }

  length(): number {
    return this.bytes.length < 4 ? -1 : Buffer.from(this.bytes).readUInt32LE();
  }
}

function gzipFailure(error: unknown, total: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== "string" || !code.startsWith("Z_")) return error;
  const where = `after ${total} decompressed bytes`;
  if (code === "Z_BUF_ERROR")
    return ForwarderError.permanent("truncated", `the gzip stream ends too early, ${where}`, {
      cause: error,
    });
  // The first member's magic bytes were seen, so this can only be what zlib found where a second one would begin.
  if (message === "incorrect header check") {
    return ForwarderError.permanent("trailing_data", `the gzip stream is followed by other bytes, ${where}`, {
      cause: error,
    });
  }
  return ForwarderError.permanent("corrupt_gzip", `the gzip stream is damaged (${message}), ${where}`, {
    cause: error,
  });
}
