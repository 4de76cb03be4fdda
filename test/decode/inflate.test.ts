import { gzipSync } from "node:zlib";
import { inflate } from "../../lambda/decode/inflate.ts";
import { collect, inPieces } from "../support/streams.ts";

const TEXT = Buffer.from(
  JSON.stringify({ Records: Array.from({ length: 500 }, (_, id) => ({ id, text: "x".repeat(id % 90) })) }),
);
const GZIP = gzipSync(TEXT);
const MAX = 10_000_000;

const run = (bytes: Uint8Array, size = 1000, max = MAX) => collect(inflate(inPieces(bytes, size), max));

describe("the bytes of a log file", () => {
  it("are inflated when they begin like gzip, in buffers of any size", async () => {
    for (const size of [1, 2, 1000, 1_000_000]) expect((await run(GZIP, size)).equals(TEXT)).toBe(true);
  });

  it("pass unchanged when they do not", async () => {
    for (const size of [1, 1000]) expect((await run(TEXT, size)).equals(TEXT)).toBe(true);
    expect((await run(Buffer.alloc(0))).length).toBe(0);
    expect((await run(Buffer.from("{"))).toString()).toBe("{");
  });

  it("may be an empty gzip member", async () => {
    expect((await run(gzipSync(""))).length).toBe(0);
  });
});

describe("a damaged gzip file", () => {
  it("is truncated wherever it is cut", async () => {
    for (let length = 2; length < GZIP.length; length += Math.max(1, Math.floor(GZIP.length / 150))) {
      await expect(run(GZIP.subarray(0, length))).rejects.toMatchObject({
        kind: "permanent",
        reason: "truncated",
      });
    }
    await expect(run(GZIP.subarray(0, GZIP.length - 1))).rejects.toMatchObject({ reason: "truncated" });
  });

  it("is corrupt when a checksum or a block is wrong", async () => {
    const badChecksum = Buffer.from(GZIP);
    badChecksum.writeUInt32LE(badChecksum.readUInt32LE(GZIP.length - 8) ^ 1, GZIP.length - 8);
    await expect(run(badChecksum)).rejects.toMatchObject({ kind: "permanent", reason: "corrupt_gzip" });
    const badBlock = Buffer.from(GZIP);
    badBlock.fill(0xff, 12, 20);
    await expect(run(badBlock)).rejects.toMatchObject({ kind: "permanent", reason: "corrupt_gzip" });
  });

  it.each([
    ["a second member", gzipSync('{"Records":[]}')],
    ["an empty second member", gzipSync("")],
    ["zeros", Buffer.alloc(5)],
    ["other bytes", Buffer.from("appended")],
  ])("has trailing data when %s follows", async (_what, extra) => {
    for (const size of [1, 1000, 1_000_000]) {
      await expect(run(Buffer.concat([GZIP, extra]), size)).rejects.toMatchObject({
        kind: "permanent",
        reason: "trailing_data",
      });
    }
  });

  it("stops a bomb at the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of inflate(inPieces(bomb, 1000), 1_000_000)) seen += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ kind: "permanent", reason: "object_too_large" });
    expect(seen).toBeLessThanOrEqual(1_000_000);
  });

  it("lets the source's own error through", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield GZIP.subarray(0, 100);
      throw new Error("connection lost");
    }
    await expect(collect(inflate(broken(), MAX))).rejects.toThrow("connection lost");
  });
});
