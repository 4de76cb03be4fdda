import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { logKey, s3Body } from "../support/invocation.ts";
import { inWorld, type World, type WorldOptions } from "../support/world/world.ts";

/** Faults of what is in an object. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const record = (id: string) => JSON.stringify({ eventID: id, eventVersion: "1.11" });
const RECORDS = Array.from({ length: 12 }, (_, index) => record(`e${index}`));
const TEXT = `{"Records":[${RECORDS.join()}]}`;
const FILE = gzipSync(TEXT);

/** Puts an object and lets it come to its end. */
const forward = (body: string | Uint8Array, options: WorldOptions = {}, key = KEY) => {
  let result: Awaited<ReturnType<World["settle"]>> | undefined;
  let ledger: ReturnType<World["ledger"]> = [];
  return inWorld(options, async (world) => {
    await world.put(key, body);
    result = await world.settle();
    ledger = world.ledger();
  }).then(() => {
    if (!result) throw new Error("nothing was settled");
    return { ...result, ledger };
  });
};

/** What is expected of an object that can never be read. */
const rejectedAs = (reason: string) => ({
  dead: 0,
  messages: { received: 3, returned: 2, forwarded: 1 },
  objects: { rejected: 1, forwarded: 0 },
  rejects: [{ what: "object", reason }],
  ledger: [{ state: "rejected", reason }],
});

test("F35: gzip truncated at every byte → RETRY, after three receives REJECT(truncated or corrupt), never DONE", () =>
  inWorld({ hasLedger: false }, async (world) => {
    for (let length = 1; length < FILE.length; length += 1) {
      const key = logKey(`L${length}`);
      await world.put(key, FILE.subarray(0, length));
    }
    const settled = await world.settle();
    expect(settled.objects).toMatchObject({ rejected: FILE.length - 1, forwarded: 0 });
    expect(settled).toMatchObject({ dead: 0, identityViolations: 0 });
    expect(settled.rejects).toHaveLength(FILE.length - 1);
    const reasons = new Set(settled.rejects.map(({ reason }) => reason));
    // One byte is not enough to be recognised as gzip: then it is text that is no JSON.
    expect(reasons).toEqual(new Set(["truncated", "invalid_json"]));
  }));

test("F36: a wrong CRC → REJECT(corrupt_gzip); what was read before does not count as done", async () => {
  const damaged = Buffer.from(FILE);
  damaged.writeUInt32LE(0xdeadbeef, damaged.length - 8);
  const settled = await forward(damaged);
  expect(settled).toMatchObject(rejectedAs("corrupt_gzip"));
});

// No switch accepts them: CloudTrail writes one member, its digests sign that, and whoever may write to the bucket could hide
// records behind it or slip some in. What was kept can be looked at and put back as a file of its own.
test.each([
  ["a second gzip member", Buffer.concat([FILE, gzipSync('{"Records":[]}')])],
  ["an empty second gzip member", Buffer.concat([FILE, gzipSync("")])],
  ["junk behind the gzip stream", Buffer.concat([FILE, Buffer.from("junk")])],
  ["NUL bytes behind the gzip stream", Buffer.concat([FILE, Buffer.alloc(512)])],
])("F37, F38: %s → REJECT(trailing_data) + ALARM(Rejects)", async (_what, body) => {
  expect(await forward(body)).toMatchObject(rejectedAs("trailing_data"));
});

test("F39: plain JSON under a name ending in .gz → DONE", async () => {
  expect(await forward(TEXT)).toMatchObject({ events: RECORDS, objects: { forwarded: 1 } });
});

test("F40: gzip under a name ending in .json → DONE", async () => {
  const settled = await forward(FILE, {}, KEY.replace(/\.gz$/, ""));
  expect(settled).toMatchObject({ events: RECORDS, objects: { forwarded: 1 } });
});

test("F41: Content-Encoding gzip, as S3 stores it and when something has undone it → DONE both times", () =>
  inWorld({}, async (world) => {
    await world.put(KEY, FILE, { ContentEncoding: "gzip" });
    await world.put(logKey("B"), TEXT, { ContentEncoding: "gzip" });
    const settled = await world.settle();
    expect(settled).toMatchObject({ objects: { forwarded: 2 }, dead: 0 });
    expect(settled.events).toHaveLength(24);
  }));

test("F42: a zip bomb of 1000:1 → REJECT(object_too_large) at the limit, memory stays flat", async () => {
  const bomb = gzipSync(`{"Records":[],"pad":"${" ".repeat(60_000_000)}"}`);
  expect(bomb.length).toBeLessThan(70_000);
  const before = process.memoryUsage().arrayBuffers;
  const settled = await forward(bomb, { limits: { maxObjectBytes: 2_000_000 } });
  expect(settled).toMatchObject(rejectedAs("object_too_large"));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
});

test("F43: an object that takes longer than the function has → goes on in further invocations, each record once", () =>
  inWorld({ remainingMs: 1_500, destination: { maxBatchEvents: 50 } }, async (world) => {
    const records = Array.from({ length: 4_000 }, (_, index) =>
      JSON.stringify({ eventID: `e${index}`, pad: randomBytes(40).toString("hex") }),
    );
    world.receiver.script = () => ({ delayMs: 90 });
    await world.put(KEY, gzipSync(`{"Records":[${records.join()}]}`));
    const settled = await world.settle();
    expect(settled.objects.continued).toBeGreaterThan(0);
    expect(settled).toMatchObject({ objects: { forwarded: 1 }, dead: 0, identityViolations: 0 });
    expect(new Set(settled.events)).toEqual(new Set(records));
    // Beyond the requests that were under way when the time ended, nothing came twice.
    const twice = settled.events.length - records.length;
    expect(twice).toBeLessThanOrEqual((settled.objects.continued ?? 0) * 4 * 50);
    expect(world.ledger()).toMatchObject([{ state: "done" }]);
  }));

test("F44: an object of no bytes → REJECT(empty_object)", async () => {
  expect(await forward(gzipSync(""))).toMatchObject(rejectedAs("empty_object"));
});

test('F45: {"Records":[]} → DONE with 0 records', async () => {
  expect(await forward(gzipSync('{"Records":[]}'))).toMatchObject({
    objects: { forwarded: 1 },
    records: { read: 0 },
    events: [],
    ledger: [{ state: "done", read: 0 }],
  });
});

test("F46: a digest file, by its place and by its content → SKIP(digest)", () =>
  inWorld({}, async (world) => {
    await world.put(logKey("D", "CloudTrail-Digest"), FILE);
    await world.put(KEY, gzipSync('{"digestS3Object":"x","logFiles":[]}'));
    const settled = await world.settle();
    expect(settled).toMatchObject({ objects: { skipped: 2 }, reasons: { digest: 2 }, events: [], dead: 0 });
  }));

test("F47: a top-level array of records → DONE", async () => {
  expect(await forward(gzipSync(`[${RECORDS.join()}]`))).toMatchObject({ events: RECORDS });
});

test("F48: one record a line → REJECT(no_records or invalid_json): CloudTrail never writes it", async () => {
  const settled = await forward(gzipSync(RECORDS.join("\n")));
  expect(settled).toMatchObject({ ...rejectedAs("invalid_json") });
});

test.each([
  ["missing", "{}"],
  ["an object", '{"Records":{"eventID":"a"}}'],
  ["text", '{"Records":"[]"}'],
  ["null", '{"Records":null}'],
])("F49: Records is %s → REJECT(no_records)", async (_what, text) => {
  expect(await forward(gzipSync(text))).toMatchObject(rejectedAs("no_records"));
});

test("F50: the JSON breaks after some records → no silent part: REJECT the object, with the byte offset", async () => {
  const broken = `${TEXT.slice(0, TEXT.indexOf(RECORDS[6] ?? ""))} oops ${TEXT.slice(-60)}`;
  const settled = await forward(gzipSync(broken));
  expect(settled).toMatchObject(rejectedAs("invalid_json"));
  expect(settled.rejects[0]?.detail).toMatch(/at byte \d+/);
});

test("F51: a UTF-8 byte order mark → DONE", async () => {
  expect(await forward(gzipSync(`\ufeff${TEXT}`))).toMatchObject({ events: RECORDS });
});

test("F52: invalid UTF-8 in one record → REJECT that record with its bytes, deliver the others", async () => {
  const bad = Buffer.concat([
    Buffer.from('{"eventID":"bad","x":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const file = Buffer.concat([
    Buffer.from(`{"Records":[${RECORDS[0]},`),
    bad,
    Buffer.from(`,${RECORDS[1]}]}`),
  ]);
  const settled = await forward(gzipSync(file));
  expect(settled).toMatchObject({
    events: [RECORDS[0], RECORDS[1]],
    records: { read: 3, delivered: 2, rejected: 1 },
    rejects: [{ what: "records", reason: "invalid_utf8", records: [{ ordinal: 1, length: bad.length }] }],
  });
});

test("F53: a flow log, a Config snapshot and a load balancer log → SKIP(not_cloudtrail)", () =>
  inWorld({}, async (world) => {
    for (const place of ["vpcflowlogs/us-east-1", "Config/us-east-1", "elasticloadbalancing/us-east-1"])
      await world.put(`AWSLogs/111122223333/${place}/2026/01/02/x.log.gz`, FILE);
    expect(await world.settle()).toMatchObject({
      objects: { skipped: 3 },
      reasons: { not_cloudtrail: 3 },
      events: [],
    });
  }));

test("F54: a kind of CloudTrail file that nobody knows yet → SKIP(unknown_kind) + ALARM(UnknownKind)", async () => {
  const settled = await forward(FILE, {}, logKey("D", "CloudTrail-Novelty"));
  expect(settled).toMatchObject({ objects: { skipped: 1 }, reasons: { unknown_kind: 1 }, events: [] });
});

test("F37, F38: what the second notification of such an object finds → the same, and no loop", () =>
  inWorld({}, async (world) => {
    await world.put(KEY, Buffer.concat([FILE, FILE]));
    await world.settle();
    world.send(s3Body(KEY));
    expect(await world.settle()).toMatchObject({ dead: 0, objects: { rejected: 2 } });
  }));
