import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ForwarderError } from "../lambda/errors.ts";
import { runChain } from "./support/chain.ts";
import { BUCKET, invoke, logKey, s3Body, sqsMessage } from "./support/invocation.ts";

const KEY = logKey("AAAAAAAAAAAAAAAA");
const OTHER = logKey("BBBBBBBBBBBBBBBB");

/** Records of different lengths, so that they end anywhere in a piece. */
const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({ eventID: `e${index}`, pad: "x".repeat(index % 90) }),
  );
/** Not compressed: pieces of the stream are pieces of the text. */
const logFile = (records: readonly string[]) => `{"Records":[${records.join()}]}`;
/** Six requests of ten records each, then the time is up. */
const SLOW = { sendMs: 10_000, maxBatchEvents: 10 };

describe("an object that one invocation cannot finish", () => {
  it("goes on from its next record until every record was delivered exactly once", async () => {
    const records = recordsOf(300);
    const chain = await runChain({
      objects: { [KEY]: logFile(records) },
      messages: [sqsMessage(s3Body(KEY))],
      ...SLOW,
    });
    expect(chain.delivered).toEqual(records);
    expect(chain.rests.length).toBeGreaterThan(3);
    const nexts = chain.rests.map(({ nextRecord }) => nextRecord ?? 0);
    expect(nexts).toEqual([...nexts].sort((a, b) => a - b));
    expect(chain.rests.map(({ hop }) => hop)).toEqual(chain.rests.map((_, index) => index + 1));
    const sum = chain.totals.reduce((all, { records: counts }) => all + counts.read, 0);
    expect(sum).toBe(300);
    expect(chain.totals.at(-1)?.objects).toMatchObject({ forwarded: 1, continued: 0 });
    expect(chain.totals[0]?.objects).toMatchObject({ forwarded: 0, continued: 1, returned: 0 });
  });

  it("is pinned to the version and etag that its first part was read from", async () => {
    const chain = await runChain({
      objects: { [KEY]: logFile(recordsOf(300)) },
      identities: { [KEY]: { etag: "0123", versionId: "v1" } },
      messages: [sqsMessage(s3Body(KEY))],
      ...SLOW,
    });
    expect(chain.rests[0]).toMatchObject({ bucket: BUCKET, key: KEY, etag: "0123", versionId: "v1" });
  });

  it("keeps its message when the queue does not take the rest", async () => {
    const records = recordsOf(120);
    let refusals = 2;
    const chain = await runChain({
      objects: { [KEY]: logFile(records) },
      messages: [sqsMessage(s3Body(KEY))],
      ...SLOW,
      refuse: () => refusals-- > 0,
    });
    expect(chain.totals[0]).toMatchObject({
      messages: { returned: 1 },
      objects: { returned: 1, continued: 0 },
      reasons: { queue_unavailable: 1 },
    });
    expect(new Set(chain.delivered)).toEqual(new Set(records));
    expect(chain.delivered.length).toBeGreaterThan(records.length);
  });

  it("leaves its message alone when another object sends that back anyway", async () => {
    const result = await invoke({
      objects: { [KEY]: logFile(recordsOf(300)), [OTHER]: ForwarderError.config("access_denied", "no") },
      messages: [sqsMessage(s3Body(KEY, OTHER))],
      ...SLOW,
      queue: {
        continueObject: () => {
          throw new Error("must not be asked");
        },
        postpone: async () => undefined,
      },
    });
    expect(result).toMatchObject({ returned: ["m1"], totals: { objects: { returned: 2, continued: 0 } } });
  });

  it("starts over when other content is found under its key", async () => {
    const old = recordsOf(300);
    const fresh = recordsOf(20).map((record) => record.replace('"e', '"new'));
    const chain = await runChain({
      objects: { [KEY]: logFile(old) },
      messages: [sqsMessage(s3Body(KEY))],
      ...SLOW,
      sceneOf: (invocation) =>
        invocation === 1
          ? { identities: { [KEY]: { etag: "old" } } }
          : { objects: { [KEY]: logFile(fresh) }, identities: { [KEY]: { etag: "new" } }, sendMs: 0 },
    });
    expect(chain.delivered.slice(-20)).toEqual(fresh);
    expect(chain.totals.at(-1)?.reasons).toEqual({ object_changed: 1 });
  });

  it("starts over when it has fewer records than were settled", async () => {
    const records = recordsOf(5);
    const body = JSON.stringify({ forwarder: 1, objects: [{ bucket: BUCKET, key: KEY, nextRecord: 900 }] });
    const result = await invoke({ objects: { [KEY]: logFile(records) }, messages: [sqsMessage(body)] });
    expect(result.delivered).toEqual(records);
    expect(result).toMatchObject({ returned: [], totals: { reasons: { object_changed: 1 } } });
  });

  it("goes back when not a single record was settled", async () => {
    const queue = { continueObject: jest.fn(), postpone: async () => undefined };
    const huge = JSON.stringify({ eventID: "huge", pad: "x".repeat(20_000) });
    const result = await invoke({
      objects: { [KEY]: logFile([huge]) },
      messages: [sqsMessage(s3Body(KEY))],
      send: async () => {
        throw ForwarderError.retryable("deadline", "cut");
      },
      queue,
    });
    expect(queue.continueObject).not.toHaveBeenCalled();
    expect(result.returned).toEqual(["m1"]);
  });

  it("goes on behind what is settled when the destination fails late in a large object", async () => {
    const records = recordsOf(9_000);
    let requests = 0;
    const rests: unknown[] = [];
    const result = await invoke({
      objects: { [KEY]: logFile(records) },
      pieceBytes: 20_000,
      messages: [sqsMessage(s3Body(KEY))],
      send: async () => {
        requests += 1;
        if (requests > 60) throw ForwarderError.retryable("destination_unavailable", "503");
        return { rejected: [], retryable: [] };
      },
      queue: {
        continueObject: async (rest, delaySeconds) => {
          rests.push({ nextRecord: rest.nextRecord, delaySeconds });
        },
        postpone: async () => undefined,
      },
    });
    expect(rests).toEqual([{ nextRecord: result.delivered.length, delaySeconds: 60 }]);
    expect(result).toMatchObject({ returned: [], totals: { objects: { continued: 1 } } });
    const { read, delivered, returned } = result.totals.records;
    expect(read).toBe(delivered + returned);
    expect(returned).toBeGreaterThan(0);
  });

  it("loses and invents nothing wherever the time ends and whatever the destination does", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 200, max: 6_000 }),
        fc.array(fc.constantFrom("ok", "ok", "ok", "503", "partial"), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 3_000, max: 70_000 }),
        async (count, pieceBytes, answers, sendMs) => {
          const records = recordsOf(count);
          let requests = 0;
          const chain = await runChain({
            objects: { [KEY]: logFile(records) },
            messages: [sqsMessage(s3Body(KEY))],
            pieceBytes,
            maxBatchEvents: 7,
            sendMs,
            send: async ({ events }) => {
              const answer = answers[requests % answers.length];
              requests += 1;
              // Every script ends well, else the chain would not.
              if (answer === "503" && requests < 40)
                throw ForwarderError.retryable("destination_unavailable", "503");
              const put = answer === "partial" && requests < 40 ? events.length >> 1 : events.length;
              const retryable = events.slice(put).map((_, index) => ({ index: put + index, detail: "busy" }));
              return { rejected: [], retryable };
            },
          });
          expect(new Set(chain.delivered)).toEqual(new Set(records));
          expect(chain.totals.every(({ identityViolations }) => identityViolations === 0)).toBe(true);
          for (const { records: counts, messages } of chain.totals) {
            expect(counts.read).toBe(counts.delivered + counts.filtered + counts.rejected + counts.returned);
            expect(messages.received).toBe(
              messages.forwarded + messages.skipped + messages.rejected + messages.returned,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("with gzip around it, goes on as well", async () => {
    const records = recordsOf(2_000);
    const chain = await runChain({
      objects: { [KEY]: gzipSync(logFile(records)) },
      messages: [sqsMessage(s3Body(KEY))],
      sendMs: 4_000,
      pieceBytes: 200,
    });
    expect(new Set(chain.delivered).size).toBe(2_000);
  });
});
