import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { filterConfig } from "../../lambda/contract/filter-config.ts";
import { filterOf } from "../../lambda/filter/filter.ts";
import { BUCKET, logKey } from "../support/invocation.ts";
import { inWorld, type Settled, type WorldOptions } from "../support/world/world.ts";

/** Faults of single records. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const record = (id: string, more: object = {}) =>
  JSON.stringify({ eventVersion: "1.11", eventID: id, eventTime: "2026-01-02T03:04:05Z", ...more });
const fileOf = (records: readonly string[]) => gzipSync(`{"Records":[${records.join()}]}`);

/** Forwards one log file with these elements. */
async function forward(records: readonly string[], options: WorldOptions = {}, key = KEY): Promise<Settled> {
  let settled: Settled | undefined;
  await inWorld(options, async (world) => {
    await world.put(key, fileOf(records));
    settled = await world.settle();
  });
  if (!settled) throw new Error("nothing was settled");
  return settled;
}

test("F55: null, a number, text and an array among 10,000 records → 9,996 delivered, 4 REJECT(not_an_object)", async () => {
  const records = Array.from({ length: 10_000 }, (_, index) => record(`e${index}`));
  for (const [index, odd] of ["null", "17", '"text"', "[1,2]"].entries()) records[1_000 * (index + 1)] = odd;
  const settled = await forward(records);
  expect(settled.records).toMatchObject({ read: 10_000, delivered: 9_996, rejected: 4 });
  expect(new Set(settled.events).size).toBe(9_996);
  expect(settled.rejects[0]).toMatchObject({ reason: "not_an_object", kept: 'null\n17\n"text"\n[1,2]\n' });
});

test("F56: members called __proto__, constructor and toString → kept as they are, nothing is polluted", async () => {
  const odd =
    '{"eventID":"odd","__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}},"toString":"t"}';
  const settled = await forward([odd]);
  expect(settled.events).toEqual([odd]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  for (const format of ["ocsf", "ecs"]) {
    const { events, dead } = await forward([odd], { format });
    expect({ dead, events: events.length }).toEqual({ dead: 0, events: 1 });
    expect(events[0]).toContain("polluted");
  }
});

test("F57: the same member twice → the raw record stays as it is, a normalized one keeps both values", async () => {
  const twice = '{"eventID":"twice","eventName":"A","requestParameters":{"k":"first","k":"second"}}';
  expect((await forward([twice])).events).toEqual([twice]);
  const [event = ""] = (await forward([twice], { format: "ocsf" })).events;
  expect(event).toContain("first");
  expect(event).toContain("second");
});

test("F58: half a surrogate pair in an escape → valid UTF-8 goes out", async () => {
  const lone = '{"eventID":"lone","userAgent":"a\\ud800b"}';
  expect((await forward([lone])).events).toEqual([lone]);
  const { events, dead } = await forward([lone], { format: "ocsf" });
  expect(dead).toBe(0);
  // Bytes that are no UTF-8 would have been read as the replacement character.
  expect(events[0]).not.toContain("\ufffd");
  expect(JSON.parse(events[0] ?? "")).toMatchObject({ http_request: { user_agent: "a\ud800b" } });
});

test("F59: NaN and Infinity as tokens → REJECT(invalid_json) that record, deliver the others", async () => {
  const settled = await forward([record("a"), '{"x":NaN}', '{"x":Infinity}', record("b")]);
  expect(settled).toMatchObject({
    events: [record("a"), record("b")],
    rejects: [{ reason: "invalid_json", records: [{ ordinal: 1 }, { ordinal: 2 }] }],
  });
});

test("F60: 2^53+1, 1e400, -0 and 1.0 → raw is untouched, a normalized event loses no digit", async () => {
  const numbers = '{"eventID":"n","requestParameters":{"a":9007199254740993,"b":1e400,"c":-0,"d":1.0}}';
  expect((await forward([numbers])).events).toEqual([numbers]);
  const [event = ""] = (await forward([numbers], { format: "ocsf" })).events;
  expect(event).toContain("9007199254740993");
  expect(event).toContain("1e400");
});

test("F61: 100,000 levels of nesting → REJECT(too_deep), no stack is exhausted", async () => {
  const deep = `{"eventID":"deep","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const settled = await forward([record("a"), deep, record("b")]);
  expect(settled).toMatchObject({
    events: [record("a"), record("b")],
    rejects: [{ reason: "too_deep", records: [{ ordinal: 1, length: deep.length }] }],
  });
});

test("F62: 100,000 members in one object → REJECT(too_many_keys)", async () => {
  const members = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`);
  const settled = await forward([record("a"), `{"eventID":"wide","x":{${members.join()}}}`]);
  expect(settled).toMatchObject({ events: [record("a")], rejects: [{ reason: "too_many_keys" }] });
});

describe("a record larger than the destination takes", () => {
  const large = record("large", { requestParameters: { text: "x".repeat(1_000_000) } });

  test("F63: a record larger than the destination takes → delivered with a marker in place of its largest part, the whole record kept beside it", async () => {
    const settled = await forward([record("a"), large], { destination: { maxEventBytes: 256_000 } });
    expect(settled).toMatchObject({
      records: { read: 2, delivered: 2, rejected: 0 },
      rejects: [{ reason: "event_truncated", kept: `${large}\n` }],
    });
    const [, shortened] = settled.events.map((event) => JSON.parse(event));
    expect(shortened).toMatchObject({ eventID: "large", requestParameters: { omitted: true } });
  });

  test("F63: a record larger than the destination takes, shortening not wanted → REJECT(event_too_large) with its bytes, never dropped", async () => {
    const destination = { maxEventBytes: 256_000, oversize: "reject" };
    expect(await forward([record("a"), large], { destination })).toMatchObject({
      events: [record("a")],
      records: { read: 2, delivered: 1, rejected: 1 },
      rejects: [{ reason: "event_too_large", kept: `${large}\n` }],
    });
  });
});

test("F64: a record without eventID → delivered; its id is the hash of its bytes", async () => {
  const anonymous = '{"eventName":"GetObject"}';
  expect(await forward([anonymous])).toMatchObject({ events: [anonymous], dead: 0 });
  await inWorld({}, async (world) => {
    world.receiver.script = () => ({ status: 400 });
    await world.put(KEY, fileOf([anonymous]));
    const eventId = createHash("sha256").update(anonymous).digest("hex");
    expect((await world.settle()).rejects).toMatchObject([{ reason: "refused", records: [{ eventId }] }]);
  });
});

test("F65: the same eventID twice in a file → both are delivered", async () => {
  expect((await forward([record("same"), record("same", { x: 1 })])).events).toHaveLength(2);
});

test.each([
  ["absent", undefined],
  ["1970", "1970-01-01T00:00:00Z"],
  ["2099", "2099-12-31T23:59:59Z"],
  ["garbage", "yesterday"],
  ["a number", 17],
])("F66: eventTime is %s → delivered", async (_what, eventTime) => {
  for (const format of ["raw", "ocsf", "ecs"]) {
    const settled = await forward([record("a", { eventTime })], { format });
    expect({ format, ...settled.records, dead: settled.dead }).toMatchObject({ delivered: 1, dead: 0 });
    // A schema that demands a time gets one, and says that it is none of CloudTrail's.
    const isMade = format === "ocsf" && !String(eventTime).includes("T");
    expect({ format, event: settled.events[0]?.includes("event time missing") }).toEqual({
      format,
      event: isMade,
    });
  }
});

test("F67: an addendum (UPDATED_DATA) → delivered", async () => {
  const addendum = record("a", { addendum: { reason: "UPDATED_DATA", updatedFields: "eventID" } });
  expect((await forward([addendum])).events).toEqual([addendum]);
});

test("F68: eventVersion 2.0 → delivered", async () => {
  for (const format of ["raw", "ocsf", "ecs", "flat"]) {
    const settled = await forward([record("a", { eventVersion: "2.0", brandNew: { x: 1 } })], { format });
    expect({ format, dead: settled.dead, events: settled.events.length }).toEqual({
      format,
      dead: 0,
      events: 1,
    });
    expect(settled.events[0]).toMatch(/brand_?new/i);
  }
});

test.each(["CloudTrail-Aggregated", "CloudTrail-Insight", "CloudTrail-NetworkActivity"])(
  "F69: records of %s → normalized",
  async (kind) => {
    const text = '{"eventId":"i","eventCategory":"Insight","eventTime":"2026-01-02T03:04:05Z"}';
    const settled = await forward([text], { format: "ocsf" }, logKey("X", kind));
    expect(settled).toMatchObject({ objects: { forwarded: 1 }, records: { delivered: 1 }, dead: 0 });
  },
);

test.each(["cef", "leef"])(
  "F70: line breaks, NUL and every separator in every field, as %s → one record is one line",
  async (format) => {
    const nasty = 'a\r\nb\u0000c|d=e\\f\tg]h"i\u2028j';
    const records = ["eventName", "userAgent", "sourceIPAddress", "errorMessage", "awsRegion"].map((field) =>
      record("x", { [field]: nasty }),
    );
    const settled = await forward(records, { format });
    expect(settled).toMatchObject({ records: { delivered: 5 }, dead: 0 });
    expect(settled.events).toHaveLength(5);
    for (const line of settled.events)
      for (const separator of ["\r", "\n", "\u0000"]) expect(line).not.toContain(separator);
  },
);

test("F71: escape sequences, U+2028 and format strings in names → nothing of a record reaches the log", async () => {
  const hostile = `\u001b[31mred\u001b[0m\u2028%s%n\${jndi:x}`;
  const settled = await forward([record("bad", { x: hostile }), '{"x":NaN}'], {
    destination: { maxBatchEvents: 1 },
  });
  expect(settled.events).toHaveLength(1);
  expect(settled.said.join("\n")).not.toContain("jndi");
});

test("F72: values that look like secrets → redacted where a rule says so, counted, and never in a log line", async () => {
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const settled = await forward([record("a", { responseElements: { secretAccessKey: secret } })], {
    rooms: { redact: { presets: ["credentials"] } },
  });
  expect(settled.events[0]).toContain("[redacted]");
  expect(settled.events[0]).not.toContain(secret);
  expect(settled.notes).toEqual({ "redacted:credentials": 1 });
  expect(settled.said.join()).not.toContain(secret);
});

test("F73: a user's pattern that would backtrack for ever → linear time, one that RE2 cannot do is refused at load", async () => {
  const evil = record("a", { userAgent: `${"a".repeat(50_000)}!` });
  const rule = (regex: string) => ({
    filter: { rules: [{ name: "evil", action: "drop", when: { userAgent: [{ regex }] } }] },
  });
  expect((await forward([evil], { rooms: rule("^(a+)+$") })).events).toEqual([evil]);
  // Backtracking would take 2^50,000 steps: then this test would not come to its end.
  expect(() => filterConfig.parse(rule("(a)\\1").filter)).toThrow();
});

test("F74: a filter that throws → the record is delivered, filter_error is counted", () => {
  const broken = filterOf(
    [
      {
        name: "broken",
        action: "drop",
        matches: () => {
          throw new Error("defect");
        },
      },
    ],
    [],
    { otherwise: "drop", dryRun: false },
  );
  expect(broken({ eventID: "a" })).toEqual({ keep: true, held: { reason: "filter_error", rule: "broken" } });
});

test("F75: a file that enrichment needs is absent or broken → delivered without its facts, and said", async () => {
  const records = [record("a", { recipientAccountId: "111122223333" })];
  const rooms = { enrich: { accounts: `s3://${BUCKET}/missing/accounts.json` } };
  const settled = await forward(records, { rooms, format: "ocsf" });
  expect(settled).toMatchObject({ records: { delivered: 1 }, dead: 0 });
  expect(settled.said.join()).toContain("accounts.json");
});

test("F76: a filter that drops everything → counted by rule, books balance, ALARM(NothingDelivered)", async () => {
  const settled = await forward([record("a"), record("b")], {
    rooms: { filter: { rules: [{ name: "all", action: "drop", when: { eventID: [{ exists: true }] } }] } },
  });
  expect(settled).toMatchObject({
    events: [],
    records: { read: 2, delivered: 0, filtered: 2 },
    reasons: { "filter:all": 2 },
    objects: { forwarded: 1 },
  });
});
