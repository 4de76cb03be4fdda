import fc from "fast-check";
import { Batcher } from "../../lambda/encode/batcher.ts";
import { encodeBatch } from "../../lambda/encode/encode-batch.ts";
import type { Framing } from "../../lambda/encode/framing.ts";

/** Streams as Loki wants them: each name once, with its values together. */
const streams: Framing = {
  contentType: "application/json",
  prefix: '{"streams":[',
  separator: ",",
  suffix: "]}",
  oneLine: false,
  group: ({ id }) => ({ prefix: `{"name":"${id.slice(0, 1)}","values":[`, suffix: "]}" }),
};

const ids = fc.array(fc.stringMatching(/^[abcé][0-9]{1,5}$/), { minLength: 1, maxLength: 60 });

test("events of a group stand together, and the body has exactly the bytes that were counted", () =>
  fc.assert(
    fc.asyncProperty(ids, fc.integer({ min: 60, max: 400 }), async (names, maxBatchBytes) => {
      const limits = { maxBatchBytes, maxBatchEvents: 20, maxEventBytes: 50 };
      const batcher = new Batcher<string>(streams, limits);
      const batches = [];
      for (const id of names) {
        const { full, oversizeBytes } = batcher.add({ id, body: JSON.stringify(id) }, id);
        expect(oversizeBytes).toBeUndefined();
        if (full) batches.push(full);
      }
      const last = batcher.drain();
      if (last) batches.push(last);
      const arrived: string[] = [];
      for (const { entries, bytes } of batches) {
        const encoded = await encodeBatch(entries, streams, "none");
        expect(encoded.bytes).toBe(bytes);
        expect(bytes).toBeLessThanOrEqual(maxBatchBytes);
        const body: { streams: { name: string; values: string[] }[] } = JSON.parse(
          Buffer.from(encoded.body).toString(),
        );
        const groups = body.streams.map(({ name }) => name);
        expect(new Set(groups).size).toBe(groups.length);
        for (const { name, values } of body.streams) for (const value of values) expect(value[0]).toBe(name);
        // Answers name events by their position in the body.
        expect(body.streams.flatMap(({ values }) => values)).toEqual(encoded.events.map(({ id }) => id));
        arrived.push(...encoded.events.map(({ id }) => id));
      }
      expect(arrived.sort()).toEqual([...names].sort());
    }),
  ));
