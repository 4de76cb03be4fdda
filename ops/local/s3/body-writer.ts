import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { fileBody, memoryBody, type ObjectBody } from "./object-body.ts";

/** Objects above this many bytes go to a file. */
const MEMORY_LIMIT_BYTES = 512 * 1024;

/**
 * Stores a stream of bytes: in memory while it is small, in a file of `folder` from there on.
 * Returns the body with its MD5 in hex; a stream that fails leaves nothing behind.
 */
export async function storeBody(
  source: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<{ body: ObjectBody; md5: string }> {
  const md5 = createHash("md5");
  const held: Uint8Array[] = [];
  const file = join(folder, randomUUID());
  let spill: Writable | undefined;
  let size = 0;
  try {
    for await (const chunk of source) {
      md5.update(chunk);
      size += chunk.length;
      if (!spill && size > MEMORY_LIMIT_BYTES) {
        spill = createWriteStream(file);
        for (const part of held.splice(0)) await write(spill, part);
      }
      if (spill) await write(spill, chunk);
      else held.push(chunk);
    }
    if (spill) await finished(spill.end());
  } catch (error) {
    if (spill) {
      spill.destroy();
      await unlink(file).catch(() => {});
    }
    throw error;
  }
  return {
    body: spill ? fileBody(file, size) : memoryBody(Buffer.concat(held)),
    md5: md5.digest("hex"),
  };
}

function write(target: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    target.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
