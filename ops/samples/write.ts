import { createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { SampleFile } from "./file.ts";

/**
 * Writes one sample file, gzipped, below a folder; its key becomes its path. One piece is in memory at a time.
 * @param onPiece Told the uncompressed bytes of each piece.
 */
export async function writeSampleFile(
  directory: string,
  file: SampleFile,
  onPiece: (bytes: number) => void,
): Promise<{ readonly path: string; readonly gzipBytes: number }> {
  const path = join(directory, ...file.key.split("/"));
  await mkdir(dirname(path), { recursive: true });
  await pipeline(
    Readable.from(counted(file.text(), onPiece)),
    createGzip({ level: 6 }),
    createWriteStream(path),
  );
  return { path, gzipBytes: (await stat(path)).size };
}

function* counted(pieces: Iterable<string>, onPiece: (bytes: number) => void): Generator<Buffer> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    onPiece(bytes.length);
    yield bytes;
  }
}
