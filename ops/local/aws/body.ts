import type { Readable } from "node:stream";
import { AwsError } from "./aws-error.ts";

/** Largest body of a request that is not an object's content. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Reads a small request body. */
export async function readBody(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new AwsError("RequestEntityTooLarge", 413, `expected at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
