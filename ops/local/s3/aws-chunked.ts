import { AwsError } from "../aws/aws-error.ts";

/** Trailing headers of an `aws-chunked` body, filled in when the stream has ended. */
export type Trailers = Record<string, string>;

const LONGEST_LINE_BYTES = 16 * 1024;

/**
 * Takes the `aws-chunked` framing off a request body: `SIZE[;extensions] CRLF bytes CRLF … 0 CRLF trailers CRLF`.
 * Works on the stream, so an object of any size needs no more memory than one read.
 * @throws {AwsError} `IncompleteBody` when the framing is broken or ends early.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  trailers: Trailers,
): AsyncGenerator<Uint8Array> {
  let state: "size" | "data" | "data-end" | "trailers" = "size";
  let buffered: Buffer = Buffer.alloc(0);
  let left = 0;
  let done = false;
  for await (const chunk of source) {
    buffered = buffered.length === 0 ? Buffer.from(chunk) : Buffer.concat([buffered, chunk]);
    while (buffered.length > 0 && !done) {
      if (state === "data") {
        const part = buffered.subarray(0, left);
        buffered = buffered.subarray(part.length);
        left -= part.length;
        yield part;
        if (left === 0) state = "data-end";
        continue;
      }
      const lineEnd = buffered.indexOf("\r\n");
      if (lineEnd < 0) {
        if (buffered.length > LONGEST_LINE_BYTES) throw incomplete("a chunk header is too long");
        break;
      }
      const line = buffered.toString("latin1", 0, lineEnd);
      buffered = buffered.subarray(lineEnd + 2);
      if (state === "data-end") {
        if (line !== "") throw incomplete("a chunk is longer than it says");
        state = "size";
      } else if (state === "size") {
        left = sizeOf(line);
        state = left === 0 ? "trailers" : "data";
      } else if (line === "") {
        done = true;
      } else {
        const colon = line.indexOf(":");
        trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
      }
    }
  }
  if (state !== "trailers") throw incomplete("the body ends inside a chunk");
}

function sizeOf(line: string): number {
  const text = line.split(";")[0] ?? "";
  if (!/^[\da-f]{1,12}$/i.test(text)) throw incomplete("a chunk size is not hexadecimal");
  return Number.parseInt(text, 16);
}

function incomplete(why: string): AwsError {
  return new AwsError("IncompleteBody", 400, `The request body terminated unexpectedly: ${why}`);
}
