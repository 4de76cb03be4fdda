import fc from "fast-check";
import { decodeAwsChunked, type Trailers } from "../../../../ops/local/s3/aws-chunked.ts";

function encode(parts: readonly Uint8Array[], trailer: string): Buffer {
  const chunks = parts
    .filter((part) => part.length > 0)
    .map((part) =>
      Buffer.concat([
        Buffer.from(`${part.length.toString(16)};chunk-signature=0\r\n`),
        part,
        Buffer.from("\r\n"),
      ]),
    );
  return Buffer.concat([...chunks, Buffer.from(`0\r\nx-amz-checksum-crc32:${trailer}\r\n\r\n`)]);
}

/** Cuts bytes into reads of these sizes, again and again. */
async function* inReads(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function decode(source: AsyncIterable<Uint8Array>) {
  const trailers: Trailers = {};
  const parts: Uint8Array[] = [];
  for await (const part of decodeAwsChunked(source, trailers)) parts.push(part);
  return { bytes: Buffer.concat(parts), trailers };
}

test("gives back the bytes and the trailer, wherever the reads are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      async (parts, sizes) => {
        const decoded = await decode(inReads(encode(parts, "AAAAAA=="), sizes));

        expect(decoded.bytes.equals(Buffer.concat(parts))).toBe(true);
        expect(decoded.trailers).toEqual({ "x-amz-checksum-crc32": "AAAAAA==" });
      },
    ),
  );
});

test("refuses a body that ends inside a chunk, at whatever byte", async () => {
  const whole = encode([Buffer.from("0123456789")], "AAAAAA==");
  const lastByteOfSizes = whole.indexOf("\r\n0\r\n") + 5;
  for (let length = 0; length < lastByteOfSizes; length += 1)
    await expect(decode(inReads(whole.subarray(0, length), [7]))).rejects.toMatchObject({
      code: "IncompleteBody",
    });
});

test("refuses a chunk that is longer than it says", async () => {
  await expect(decode(inReads(Buffer.from("2\r\nabc\r\n0\r\n\r\n"), [5]))).rejects.toMatchObject({
    code: "IncompleteBody",
  });
});
