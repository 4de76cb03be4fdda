import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { ForwarderError } from "../lambda/errors.ts";
import { BUCKET, invoke, logKey, s3Body, sqsMessage } from "./support/invocation.ts";

const record = (id: string, more: object = {}) =>
  JSON.stringify({ eventID: id, eventTime: "2026-01-02T03:04:05Z", ...more });
const logFile = (...records: readonly string[]) => gzipSync(`{"Records":[${records.join()}]}`);
const KEY = logKey("AAAAAAAAAAAAAAAA");
const OTHER = logKey("BBBBBBBBBBBBBBBB");
const sidecars = (files: ReadonlyMap<string, Buffer>) =>
  [...files]
    .filter(([key]) => key.endsWith(".json"))
    .map(([key, body]) => ({ key, ...JSON.parse(body.toString()) }));

describe("a message", () => {
  it("is acknowledged when every record of its objects is delivered", async () => {
    const objects = { [KEY]: logFile(record("a"), record("b")), [OTHER]: logFile(record("c")) };
    const result = await invoke({ objects, messages: [sqsMessage(s3Body(KEY, OTHER))] });
    expect(result.returned).toEqual([]);
    expect(result.delivered.sort()).toEqual([record("a"), record("b"), record("c")]);
    expect(result.totals).toMatchObject({
      messages: { received: 1, forwarded: 1 },
      objects: { forwarded: 2 },
      records: { read: 3, delivered: 3, filtered: 0, rejected: 0, returned: 0 },
    });
  });

  it("shares one request with the other messages of its batch", async () => {
    let requests = 0;
    const send = async () => {
      requests += 1;
      return { rejected: [], retryable: [] };
    };
    const objects = { [KEY]: logFile(record("a")), [OTHER]: logFile(record("b")) };
    const messages = [sqsMessage(s3Body(KEY)), sqsMessage(s3Body(OTHER), { messageId: "m2" })];
    expect((await invoke({ objects, messages, send })).returned).toEqual([]);
    expect(requests).toBe(1);
  });

  it("goes back when one of its objects cannot be read, and the others of the batch do not", async () => {
    const objects = {
      [KEY]: logFile(record("a")),
      [OTHER]: ForwarderError.config("access_denied", "AccessDenied"),
    };
    const messages = [sqsMessage(s3Body(KEY, OTHER)), sqsMessage(s3Body(logKey("C")), { messageId: "m2" })];
    const result = await invoke({ objects: { ...objects, [logKey("C")]: logFile(record("c")) }, messages });
    expect(result.returned).toEqual(["m1"]);
    expect(result.totals).toMatchObject({
      messages: { forwarded: 1, returned: 1 },
      configErrors: 1,
      reasons: { access_denied: 1 },
    });
  });

  it("is named once in the answer when it is there twice", async () => {
    const messages = [sqsMessage(s3Body(KEY)), sqsMessage(s3Body(KEY))];
    const result = await invoke({
      objects: { [KEY]: ForwarderError.retryable("throttled", "SlowDown") },
      messages,
    });
    expect(result.returned).toEqual(["m1"]);
    expect(result.reads).toEqual([KEY]);
  });

  it.each([
    [
      "a test event",
      JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: BUCKET, Time: "t" }),
      "test_event",
    ],
    ["CloudTrail's validation text", "CloudTrail validation message.", "validation_message"],
    ["no Records", '{"Records":[]}', "empty_notification"],
  ])("that holds %s is acknowledged and counted", async (_what, body, reason) => {
    const result = await invoke({ objects: {}, messages: [sqsMessage(body)] });
    expect(result.returned).toEqual([]);
    expect(result.totals).toMatchObject({ messages: { skipped: 1 }, reasons: { [reason]: 1 } });
  });

  it("that nobody understands is kept in the reject store with its body, then acknowledged", async () => {
    const result = await invoke({ objects: {}, messages: [sqsMessage("what is this")] });
    expect(result.returned).toEqual([]);
    expect(result.totals).toMatchObject({ messages: { rejected: 1 }, reasons: { unknown_body: 1 } });
    const [sidecar] = sidecars(result.files);
    expect(sidecar).toMatchObject({ what: "message", reason: "unknown_body", messageId: "m1" });
    expect(result.files.get(sidecar?.key.replace(".json", ".body"))?.toString()).toBe("what is this");
  });

  it("goes back when the reject store cannot take it", async () => {
    const putReject = () => {
      throw new Error("no");
    };
    expect(
      (await invoke({ objects: {}, messages: [sqsMessage("what is this")], putReject })).returned,
    ).toEqual(["m1"]);
  });

  it("that names a foreign bucket is rejected without a request", async () => {
    const body = s3Body(KEY).replace(BUCKET, "somebody-elses");
    const result = await invoke({ objects: { [KEY]: logFile(record("a")) }, messages: [sqsMessage(body)] });
    expect(result).toMatchObject({
      returned: [],
      reads: [],
      totals: { objects: { rejected: 1 }, reasons: { foreign_bucket: 1 } },
    });
  });
});

describe("a record that can be no event", () => {
  it("is kept with its exact bytes while its neighbours are delivered", async () => {
    const bad = '{"eventID":"b", "x":tru}';
    const result = await invoke({
      objects: { [KEY]: logFile(record("a"), bad, "null", record("c")) },
      messages: [sqsMessage(s3Body(KEY))],
    });
    expect(result.returned).toEqual([]);
    expect(result.delivered).toEqual([record("a"), record("c")]);
    expect(result.totals.records).toEqual({ read: 4, delivered: 2, filtered: 0, rejected: 2, returned: 0 });
    expect(result.totals.reasons).toEqual({ invalid_json: 1, not_an_object: 1 });
    const kept = sidecars(result.files).flatMap(({ key, records }) =>
      records.map(({ offset, length }: { offset: number; length: number }) =>
        result.files
          .get(key.replace(".json", ".records"))
          ?.subarray(offset, offset + length)
          .toString(),
      ),
    );
    expect(kept.sort()).toEqual([bad, "null"].sort());
  });

  it("sends the message back when it could not be kept", async () => {
    const putReject = () => {
      throw new Error("no");
    };
    const result = await invoke({
      objects: { [KEY]: logFile(record("a"), "7") },
      messages: [sqsMessage(s3Body(KEY))],
      putReject,
    });
    expect(result.returned).toEqual(["m1"]);
    expect(result.totals).toMatchObject({
      records: { read: 2, returned: 2, delivered: 0 },
      reasons: { reject_store_unavailable: 1 },
    });
  });

  it("is rejected as too large when no request can carry it", async () => {
    const large = record("large", { requestParameters: { text: "x".repeat(60_000) } });
    const result = await invoke({
      objects: { [KEY]: logFile(record("a"), large) },
      messages: [sqsMessage(s3Body(KEY))],
    });
    expect(result).toMatchObject({
      returned: [],
      delivered: [record("a")],
      totals: { reasons: { event_too_large: 1 } },
    });
    expect([...result.files.values()].some((file) => file.includes(large))).toBe(true);
  });

  it("that the destination refuses is kept with the destination's words", async () => {
    const send = async () => ({ rejected: [{ index: 1, detail: "mapping conflict" }], retryable: [] });
    const result = await invoke({
      objects: { [KEY]: logFile(record("a"), record("b")) },
      messages: [sqsMessage(s3Body(KEY))],
      send,
    });
    expect(result).toMatchObject({
      returned: [],
      delivered: [record("a")],
      totals: { reasons: { refused: 1 } },
    });
    expect(sidecars(result.files)[0]?.records).toMatchObject([
      { ordinal: 1, eventId: "b", detail: "mapping conflict" },
    ]);
  });
});

describe("an object that can never be read", () => {
  const good = logFile(record("a"), record("b"));
  it.each([
    ["truncated gzip", good.subarray(0, good.length - 9), "truncated"],
    ["damaged gzip", Buffer.concat([good.subarray(0, good.length - 8), Buffer.alloc(8)]), "corrupt_gzip"],
    ["a second gzip member", Buffer.concat([good, good]), "trailing_data"],
    ["text", "hello", "invalid_json"],
    ["no Records", "{}", "no_records"],
    ["nothing at all", "", "empty_object"],
  ])("(%s) goes back twice, then is kept as a pointer and acknowledged", async (_what, content, reason) => {
    for (const receives of [1, 2]) {
      const again = await invoke({
        objects: { [KEY]: content },
        messages: [sqsMessage(s3Body(KEY), { receives })],
      });
      expect(again).toMatchObject({
        returned: ["m1"],
        totals: { reasons: { [reason]: 1 }, objects: { returned: 1, forwarded: 0 } },
      });
    }
    const last = await invoke({
      objects: { [KEY]: content },
      messages: [sqsMessage(s3Body(KEY), { receives: 3 })],
    });
    expect(last).toMatchObject({
      returned: [],
      totals: { objects: { rejected: 1, forwarded: 0 }, reasons: { [reason]: 1 } },
    });
    expect(sidecars(last.files)).toMatchObject([
      { what: "object", reason, source: { bucket: BUCKET, key: KEY } },
    ]);
  });

  it("is given up when it is missing, never when it is denied", async () => {
    const messages = [sqsMessage(s3Body(KEY), { receives: 50 })];
    expect(await invoke({ objects: {}, messages })).toMatchObject({
      returned: [],
      totals: { reasons: { object_missing: 1 } },
    });
    for (const reason of ["access_denied", "kms_denied"] as const) {
      const denied = await invoke({ objects: { [KEY]: ForwarderError.config(reason, "no") }, messages });
      expect(denied).toMatchObject({ returned: ["m1"], totals: { configErrors: 1 } });
      expect(denied.files.size).toBe(0);
    }
  });

  it("stops a zip bomb at the limit", async () => {
    const bomb = gzipSync(`{"Records":[${record("a")}],"pad":"${" ".repeat(5_000_000)}"}`);
    const messages = [sqsMessage(s3Body(KEY), { receives: 3 })];
    const result = await invoke({
      objects: { [KEY]: bomb },
      messages,
      limits: { maxObjectBytes: 1_000_000 },
    });
    expect(result).toMatchObject({ returned: [], totals: { reasons: { object_too_large: 1 } } });
  });
});

describe("an object with nothing to forward", () => {
  it.each([
    ["a digest by its key", logKey("D", "CloudTrail-Digest"), "digest"],
    ["an unknown kind", logKey("D", "CloudTrail-Novelty"), "unknown_kind"],
    ["another service's file", "AWSLogs/111122223333/Config/us-east-1/2026/1/2/x.json.gz", "not_cloudtrail"],
    ["a folder marker", "AWSLogs/111122223333/CloudTrail/", "folder_marker"],
  ])("(%s) is skipped without a request", async (_what, key, reason) => {
    const result = await invoke({ objects: {}, messages: [sqsMessage(s3Body(key))] });
    expect(result).toMatchObject({
      returned: [],
      reads: [],
      totals: { objects: { skipped: 1 }, reasons: { [reason]: 1 } },
    });
  });

  it("(a digest by its content) is skipped", async () => {
    const objects = { [KEY]: gzipSync('{"digestS3Object":"x","logFiles":[]}') };
    expect(await invoke({ objects, messages: [sqsMessage(s3Body(KEY))] })).toMatchObject({
      returned: [],
      totals: { reasons: { digest: 1 } },
    });
  });

  it("(an empty Records) is forwarded with zero records", async () => {
    const result = await invoke({ objects: { [KEY]: logFile() }, messages: [sqsMessage(s3Body(KEY))] });
    expect(result).toMatchObject({
      returned: [],
      totals: { objects: { forwarded: 1 }, records: { read: 0 } },
    });
  });
});

describe("near the deadline", () => {
  it("nothing further is begun, and what was not begun goes back", async () => {
    const keys = ["A", "B", "C", "D", "E", "F"].map((name) => logKey(name));
    const objects = Object.fromEntries(keys.map((key) => [key, logFile(record(key))]));
    const messages = keys.map((key, index) => sqsMessage(s3Body(key), { messageId: `m${index}` }));
    const result = await invoke({ objects, messages, onRead: (clock) => clock.advance(25_000) });
    expect(result.returned.length).toBeGreaterThan(0);
    expect(result.delivered.length + result.returned.length).toBeGreaterThanOrEqual(6);
    expect(result.totals.reasons.deadline).toBe(result.returned.length);
    expect(result.totals.messages).toMatchObject({
      received: 6,
      returned: result.returned.length,
      forwarded: 6 - result.returned.length,
    });
  });
});

describe("whatever happens", () => {
  it("a record of an acknowledged message is delivered or kept, and the books balance", async () => {
    const fault = fc.constantFrom("none", "503", "400", "401", "partial", "reset");
    const element = fc.constantFrom("good", "null", "bad", "large");
    const file = fc.record({
      elements: fc.array(element, { maxLength: 12 }),
      damage: fc.constantFrom("none", "none", "none", "truncated", "denied", "missing"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 1, maxLength: 5 }),
        fc.array(fault, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (fileSpecs, faults, receives, storeFails) => {
          // Prepare
          const objects: Record<string, Uint8Array | Error> = {};
          const expected = new Map<string, string[]>();
          const messages = fileSpecs.map(({ elements, damage }, fileIndex) => {
            const key = logKey(`F${fileIndex}`);
            const texts = elements.map((kind, index) => textOf(kind, `${fileIndex}-${index}`));
            const bytes = logFile(...texts);
            expected.set(`m${fileIndex}`, damage === "none" ? texts : []);
            if (damage === "denied") objects[key] = ForwarderError.config("access_denied", "no");
            else if (damage !== "missing")
              objects[key] = damage === "truncated" ? bytes.subarray(0, -10) : bytes;
            return sqsMessage(s3Body(key), { messageId: `m${fileIndex}`, receives });
          });
          let requests = 0;
          const send = async (batch: { events: readonly unknown[] }) => {
            const what = faults[requests++ % faults.length];
            if (what === "503") throw ForwarderError.retryable("destination_unavailable", "503");
            if (what === "400") throw ForwarderError.permanent("refused", "400", { status: 400 });
            if (what === "401") throw ForwarderError.config("destination_auth", "401");
            if (what === "reset") throw new Error("ECONNRESET");
            if (what !== "partial") return { rejected: [], retryable: [] };
            const verdict = (index: number) => ({ index, detail: "d" });
            const indexes = batch.events.map((_, index) => index);
            return {
              rejected: indexes.filter((i) => i % 3 === 0).map(verdict),
              retryable: indexes.filter((i) => i % 3 === 1).map(verdict),
            };
          };
          const putReject = () => {
            if (storeFails) throw new Error("reject store down");
          };

          // Act
          const { returned, totals, delivered, files } = await invoke({
            objects,
            messages,
            send,
            putReject,
            maxBatchEvents: 4,
          });

          // Assess
          const { read, delivered: done, filtered, rejected, returned: back } = totals.records;
          expect(read).toBe(done + filtered + rejected + back);
          expect(totals.identityViolations).toBe(0);
          expect(totals.messages.received).toBe(messages.length);
          const { forwarded, skipped, rejected: messagesRejected, returned: messagesBack } = totals.messages;
          expect(forwarded + skipped + messagesRejected + messagesBack).toBe(messages.length);
          expect(messagesBack).toBe(returned.length);
          const stored = Buffer.concat([...files.values()]).toString();
          for (const [messageId, texts] of expected) {
            if (returned.includes(messageId)) continue;
            for (const text of texts) expect(delivered.includes(text) || stored.includes(text)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  function textOf(kind: string, id: string): string {
    if (kind === "null") return "null";
    if (kind === "bad") return `{"eventID":"${id}","x":}`;
    return record(id, kind === "large" ? { pad: "y".repeat(60_000) } : {});
  }
});

describe("a replay of single records", () => {
  it("forwards those, counts the others as filtered, and asks no ledger", async () => {
    const body = JSON.stringify({
      forwarder: 1,
      objects: [{ bucket: BUCKET, key: KEY, etag: "e", only: [0, 2] }],
    });
    const done = { ref: { bucket: BUCKET, key: KEY }, state: "done" as const, bytes: 1 };
    const counts = { read: 4, delivered: 4, filtered: 0, rejected: 0 };
    const written = jest.fn();
    const result = await invoke({
      objects: { [KEY]: logFile(record("a"), record("b"), record("c"), "null") },
      messages: [sqsMessage(body)],
      ledger: { find: async () => ({ ...done, counts }), record: written },
    });
    expect(result).toMatchObject({
      returned: [],
      delivered: [record("a"), record("c")],
      totals: { records: { read: 4, delivered: 2, filtered: 2, rejected: 0 } },
    });
    expect(written).not.toHaveBeenCalled();
  });
});
