import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { type Batch, Batcher } from "../../lambda/encode/batcher.ts";
import { encodeBatch } from "../../lambda/encode/encode-batch.ts";
import { jsonArray, ndjson, recordsObject } from "../../lambda/encode/framing.ts";

const body = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
);

describe("batches", () => {
  it.each([
    ["ndjson", ndjson],
    ["jsonArray", jsonArray],
    ["records", recordsObject],
  ])(
    "of %s hold every event once, in order, within the limits, and know their exact size",
    async (_name, framing) => {
      const limits = { maxBatchBytes: 300, maxBatchEvents: 4, maxEventBytes: 200 };
      await fc.assert(
        fc.asyncProperty(
          fc.array(body, { maxLength: 30 }),
          fc.constantFrom("gzip" as const, "none" as const),
          async (bodies, compression) => {
            const batcher = new Batcher<number>(framing, limits);
            const batches: Batch<number>[] = [];
            const oversize: number[] = [];
            for (const [index, each] of bodies.entries()) {
              const { full, oversizeBytes } = batcher.add({ id: String(index), body: each }, index);
              if (full) batches.push(full);
              if (oversizeBytes !== undefined) oversize.push(index);
            }
            const last = batcher.drain();
            if (last) batches.push(last);

            const taken = batches.flatMap(({ entries }) => entries.map(({ owner }) => owner));
            expect([...taken, ...oversize].sort((a, b) => a - b)).toEqual(bodies.map((_, index) => index));
            expect(taken).toEqual([...taken].sort((a, b) => a - b));
            for (const index of oversize) expect(Buffer.byteLength(bodies[index] ?? "")).toBeGreaterThan(200);
            for (const { entries, bytes } of batches) {
              const encoded = await encodeBatch(entries, framing, compression);
              const framed = compression === "gzip" ? gunzipSync(encoded.body) : Buffer.from(encoded.body);
              expect(framed.length).toBe(bytes);
              expect(encoded.bytes).toBe(bytes);
              expect(bytes).toBeLessThanOrEqual(300);
              expect(entries.length).toBeLessThanOrEqual(4);
              const expected = entries.map(({ owner }) => JSON.parse(String(bodies[owner])));
              const text = framed.toString();
              const values =
                framing === ndjson
                  ? text
                      .trimEnd()
                      .split("\n")
                      .map((line) => JSON.parse(line))
                  : JSON.parse(text);
              expect(framing === recordsObject ? values.Records : values).toEqual(expected);
            }
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it("put a pretty-printed record on one line where a line is an event, and leave it alone elsewhere", async () => {
    const pretty = Buffer.from('{\r\n "a": "x\\n"\n}');
    const encode = async (framing: typeof ndjson) => {
      const batcher = new Batcher<number>(framing, {
        maxBatchBytes: 100,
        maxBatchEvents: 9,
        maxEventBytes: 100,
      });
      batcher.add({ id: "1", body: pretty }, 1);
      return Buffer.from(
        (await encodeBatch(batcher.drain()?.entries ?? [], framing, "none")).body,
      ).toString();
    };
    expect(await encode(ndjson)).toBe('{   "a": "x\\n" }\n');
    expect(await encode(jsonArray)).toBe(`[${pretty}]`);
  });
});
