import { gunzipSync, gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { createObjectSource } from "../../lambda/source/s3-object.ts";
import type { Fault } from "../../ops/local/aws/faults.ts";
import { BUCKET, logKey, s3Body } from "../support/invocation.ts";
import { collect } from "../support/streams.ts";
import { inWorld, type World } from "../support/world/world.ts";

/** Faults between S3 and the function. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const RECORDS = Array.from({ length: 20 }, (_, index) => JSON.stringify({ eventID: `e${index}` }));
const FILE = gzipSync(`{"Records":[${RECORDS.join()}]}`);

/** Lets the next reads of any object fail this way. */
const failReads = (world: World, fault: Fault, times = 1) =>
  world.aws.faults.failNext({ operation: "GetObject" }, fault, times);
const everyRead = (world: World, fault: Fault) =>
  world.aws.faults.add(({ operation }) => (operation === "GetObject" ? fault : undefined));

test("F25: 403 AccessDenied → RETRY to the DLQ + ALARM(ConfigErrors), never REJECT", () =>
  inWorld({}, async (world) => {
    everyRead(world, { status: 403, code: "AccessDenied", message: "Access Denied" });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({
      dead: 1,
      configErrors: 6,
      reasons: { access_denied: 6 },
      rejects: [],
      events: [],
    });
  }));

test.each([
  ["denied", { status: 403, code: "AccessDenied", message: "not authorized to perform: kms:Decrypt" }],
  ["disabled", { status: 400, code: "KMS.DisabledException", message: "key is disabled" }],
  ["pending deletion", { status: 400, code: "KMS.KMSInvalidStateException", message: "is pending deletion" }],
])("F26: the key is %s → RETRY to the DLQ + ALARM(ConfigErrors), never REJECT", (_what, fault) =>
  inWorld({}, async (world) => {
    everyRead(world, fault);
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 1, configErrors: 6, reasons: { kms_denied: 6 }, rejects: [] });
  }),
);

test.each([
  ["S3 asks to slow down", { status: 503, code: "SlowDown", message: "Please reduce your request rate." }],
  ["KMS throttles", { status: 400, code: "ThrottlingException", message: "Rate exceeded" }],
])("F27: %s at the start → retried in the call, then RETRY", (_what, fault) =>
  inWorld({}, async (world) => {
    failReads(world, fault, 1);
    await world.put(KEY, FILE);
    expect(await world.settle()).toMatchObject({ events: RECORDS, messages: { returned: 0 } });
    const other = logKey("B");
    failReads(world, fault, 3);
    await world.put(other, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { returned: 1 }, reasons: { throttled: 1 }, dead: 0 });
    expect(settled.events).toHaveLength(40);
  }),
);

test("F28: the connection breaks after byte k, for every k → resumed with Range and If-Match, nothing lost or twice", () =>
  inWorld({ hasLedger: false }, async (world) => {
    await world.put(KEY, FILE);
    world.queue.purge();
    for (let at = 0; at < FILE.length; at += 1) {
      world.receiver.events.length = 0;
      failReads(world, { cutBodyAfter: at });
      world.send(s3Body(KEY));
      await world.settle();
      expect({ at, events: world.receiver.events }).toEqual({ at, events: RECORDS });
    }
  }));

test("F29: every body is shorter than its Content-Length → RETRY, and nothing counts as done", () =>
  inWorld({}, async (world) => {
    everyRead(world, { cutBodyAfter: 5 });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 1, rejects: [], objects: { forwarded: 0, returned: 6 } });
    expect(world.ledger()).toEqual([]);
  }));

describe("F30: a body that stalls", () => {
  test("F30: a body that stalls, longer than the function has time → RETRY", () =>
    inWorld({ remainingMs: 1_500 }, async (world) => {
      failReads(world, { stallBodyAfter: 40 });
      await world.put(KEY, FILE);
      const settled = await world.settle();
      expect(settled).toMatchObject({ messages: { returned: 1, forwarded: 1 }, events: RECORDS });
    }));

  test("F30: a body that stalls → the idle timeout ends it, and the rest is read", () =>
    inWorld({}, async (world) => {
      await world.put(KEY, FILE);
      const s3 = new S3Client({ maxAttempts: 1, requestHandler: { socketTimeout: 200 } });
      failReads(world, { stallBodyAfter: 40 });
      const source = createObjectSource(s3);
      const bytes = await collect(source.read({ bucket: BUCKET, key: KEY }, new AbortController().signal));
      expect(gunzipSync(bytes)).toEqual(gunzipSync(FILE));
      s3.destroy();
    }));
});

test("F31: an archived object (InvalidObjectState) → REJECT(archived) + ALARM(Rejects)", () =>
  inWorld({}, async (world) => {
    everyRead(world, { status: 403, code: "InvalidObjectState", message: "storage class" });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 0, rejects: [{ what: "object", reason: "archived" }] });
    expect(world.ledger()).toMatchObject([{ state: "rejected", reason: "archived" }]);
  }));

test("F32: 301, the bucket is in another region → RETRY + ALARM(ConfigErrors)", () =>
  inWorld({ maxReceives: 5 }, async (world) => {
    everyRead(world, { status: 301, code: "PermanentRedirect", message: "must be addressed elsewhere" });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 1, reasons: { wrong_region: 5 }, rejects: [] });
  }));

test("F33: the role's credentials expire in the middle of an object → RETRY", () =>
  inWorld({}, async (world) => {
    let reads = 0;
    world.aws.faults.add(({ operation }) => {
      if (operation !== "GetObject") return undefined;
      reads += 1;
      if (reads === 1) return { cutBodyAfter: 60 };
      return reads <= 5 ? { status: 400, code: "ExpiredToken", message: "token expired" } : undefined;
    });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 0, rejects: [], reasons: { source_unavailable: 2 } });
    expect(new Set(settled.events)).toEqual(new Set(RECORDS));
  }));

test("F34: the object is replaced between two ranges (412) → started over with the new content", () =>
  inWorld({}, async (world) => {
    const fresh = RECORDS.map((record) => record.replace('"e', '"new'));
    let reads = 0;
    world.aws.faults.add(({ operation }) => {
      if (operation !== "GetObject") return undefined;
      reads += 1;
      if (reads === 1) return { cutBodyAfter: 60 };
      if (reads > 2) return undefined;
      void world.put(KEY, gzipSync(`{"Records":[${fresh.join()}]}`));
      return { delayMs: 300 };
    });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled.reasons.object_changed).toBe(1);
    expect(settled.events).toEqual(expect.arrayContaining(fresh));
    expect(settled.dead).toBe(0);
  }));
