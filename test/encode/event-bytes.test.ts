import { gunzipSync } from "node:zlib";
import { Batcher } from "../../lambda/encode/batcher.ts";
import { encodeBatch } from "../../lambda/encode/encode-batch.ts";
import { EventBytes } from "../../lambda/encode/event-bytes.ts";
import { jsonArray, ndjson } from "../../lambda/encode/framing.ts";

const limits = { maxBatchBytes: 5_000_000, maxBatchEvents: 100, maxEventBytes: 2_000_000 };

function batchOf(bodies: readonly (string | Uint8Array)[], framing = ndjson) {
  const batcher = new Batcher<number>(framing, limits);
  for (const [owner, body] of bodies.entries()) batcher.add({ id: String(owner), body }, owner);
  const batch = batcher.drain();
  if (!batch) throw new Error("no batch");
  return batch;
}

test("a batch that outgrows its first memory is the same as ever", async () => {
  const bodies = ["a", "é", "日", "🔒"].map((letter) => JSON.stringify(letter.repeat(150_000)));
  const { entries, bytes } = batchOf(bodies, jsonArray);

  const encoded = await encodeBatch(entries, jsonArray, "gzip");

  expect(gunzipSync(encoded.body).toString()).toBe(`[${bodies.join(",")}]`);
  expect(encoded.bytes).toBe(bytes);
  expect(encoded.entries.map((entry) => Buffer.from(entry).toString())).toEqual(bodies);
});

test("a part of a batch is framed by itself", async () => {
  const { entries } = batchOf(['{"a":1}', '{"b":2}', '{"c":3}'], jsonArray);

  const part = await encodeBatch(entries.slice(1), jsonArray, "none");
  const whole = await encodeBatch(entries, jsonArray, "none");

  expect(Buffer.from(part.body).toString()).toBe('[{"b":2},{"c":3}]');
  expect(Buffer.from(whole.body).toString()).toBe('[{"a":1},{"b":2},{"c":3}]');
});

test("what a destination was given stays as it is when the batch is settled and others follow", async () => {
  const first = batchOf(['{"n":1}', '{"n":2}']);
  const given = await encodeBatch(first.entries, ndjson, "none");
  const [entry] = (await encodeBatch(first.entries, ndjson, "gzip")).entries;
  first.stored.release();

  for (let count = 0; count < 10; count += 1) batchOf(['{"x":9}', '{"x":9}']).stored.release();

  expect(Buffer.from(given.body).toString()).toBe('{"n":1}\n{"n":2}\n');
  expect(Buffer.from(entry ?? []).toString()).toBe('{"n":1}');
});

test("memory that nobody was given serves the next batch", () => {
  const memoryOf = () => {
    const stored = new EventBytes(ndjson, 1_000);
    stored.append("{}", 2);
    const { buffer } = stored.body();
    stored.release();
    return buffer;
  };

  expect(memoryOf()).toBe(memoryOf());
});

test("events of bytes and of text stand side by side", async () => {
  const { entries } = batchOf([Buffer.from('{"a":"é"}'), '{"b":"é"}']);

  const { body } = await encodeBatch(entries, ndjson, "none");

  expect(Buffer.from(body).toString()).toBe('{"a":"é"}\n{"b":"é"}\n');
});
