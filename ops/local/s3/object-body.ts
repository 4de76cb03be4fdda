import { createReadStream } from "node:fs";
import { unlink } from "node:fs/promises";
import { Readable } from "node:stream";

/** Where an object's bytes are. `start` and `end` are both included, as in a Range header. */
export interface ObjectBody {
  readonly size: number;
  read(range?: { readonly start: number; readonly end: number }): Readable;
  discard(): Promise<void>;
}

/** Bytes in memory, for the many small log files. */
export function memoryBody(bytes: Buffer): ObjectBody {
  return {
    size: bytes.length,
    read: (range) => {
      const part = range ? bytes.subarray(range.start, range.end + 1) : bytes;
      return Readable.from(part.length === 0 ? [] : [part]);
    },
    discard: async () => {},
  };
}

/** Bytes in a temporary file, for the few large ones. */
export function fileBody(file: string, size: number): ObjectBody {
  return {
    size,
    read: (range) =>
      size === 0 ? Readable.from([]) : createReadStream(file, { highWaterMark: 256 * 1024, ...range }),
    discard: () => unlink(file),
  };
}
