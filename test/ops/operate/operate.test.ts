import { gzipSync } from "node:zlib";
import { s3Body } from "../../support/invocation.ts";
import { Operator } from "../../support/world/operator.ts";
import { inWorld, type World, type WorldOptions } from "../../support/world/world.ts";

const record = (id: string) => JSON.stringify({ eventID: id });
const fileOf = (...ids: readonly string[]) => gzipSync(`{"Records":[${ids.map(record).join()}]}`);
const keyOf = (
  name: string,
  { account = "111122223333", region = "us-east-1", day = "02", kind = "CloudTrail", org = "" } = {},
) =>
  `AWSLogs/${org}${account}/${kind}/${region}/2026/01/${day}/${account}_${kind}_${region}_202601${day}T0305Z_${name}.json.gz`;
const DAYS = ["--from", "2026-01-01", "--to", "2026-01-31"];
const sorted = (events: readonly string[]) => [...events].sort();

/** Objects whose notifications got lost. */
async function putSilently(world: World, objects: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [key, body] of Object.entries(objects)) await world.put(key, body);
  world.queue.purge();
}

async function operate(
  options: WorldOptions,
  test: (world: World, operator: Operator) => Promise<void>,
): Promise<void> {
  await inWorld(options, async (world) => {
    const operator = new Operator(world);
    try {
      await test(world, operator);
    } finally {
      operator.leave();
    }
  });
}

describe("backfill", () => {
  const places = {
    [keyOf("A")]: fileOf("a"),
    [keyOf("B", { region: "eu-central-1" })]: fileOf("b"),
    [keyOf("C", { account: "444455556666", org: "o-exampleorgid/" })]: fileOf("c"),
    [keyOf("D", { day: "09" })]: fileOf("d"),
    [keyOf("E", { kind: "CloudTrail-Insight" })]: fileOf("e"),
    [keyOf("F", { kind: "CloudTrail-Digest" })]: fileOf("digest"),
  };

  it("counts first, and with --dry-run does nothing else", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, places);
      const { json } = await operator.run(
        "backfill",
        ...DAYS,
        "--dry-run",
        "--json",
        "--state",
        operator.file("s"),
      );
      expect(json).toMatchObject([{ objects: 5, partitions: 5, sent: 0 }]);
      expect(world.queue.isEmpty).toBe(true);
    }));

  it("forwards every log file of these days, whatever its account, region and kind, and no digest", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, places);
      const { code, out } = await operator.run("backfill", ...DAYS, "--state", operator.file("s"));
      expect(code).toBe(0);
      expect(out).toContain("5 are queued");
      const settled = await world.settle();
      expect(sorted(settled.events)).toEqual(["a", "b", "c", "d", "e"].map(record));
      expect(settled.dead).toBe(0);
    }));

  it.each([
    [["--account", "444455556666"], ["c"]],
    [["--region", "eu-central-1"], ["b"]],
    [["--kind", "CloudTrail-Insight"], ["e"]],
    [["--from", "2026-01-05"], ["d"]],
    [
      ["--account", "111122223333", "--region", "us-east-1", "--kind", "CloudTrail"],
      ["a", "d"],
    ],
  ])("takes only what %j asks for", (filter, expected) =>
    operate({}, async (world, operator) => {
      await putSilently(world, places);
      await operator.run("backfill", ...DAYS, ...filter, "--state", operator.file("s"));
      expect(sorted((await world.settle()).events)).toEqual(expected.map(record));
    }),
  );

  it("sends nothing twice: neither finished days, nor what the ledger knows, unless --again asks for it", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, places);
      const state = operator.file("s");
      await operator.run("backfill", ...DAYS, "--state", state);
      await world.settle();
      const second = await operator.run("backfill", ...DAYS, "--state", state, "--json");
      expect(second.json).toMatchObject([{ objects: 0, skippedPartitions: expect.any(Number) }]);
      await operator.run("backfill", ...DAYS, "--state", operator.file("other"));
      const settled = await world.settle();
      expect(settled.events).toHaveLength(5);
      expect(settled.reasons.duplicate).toBe(5);
      await operator.run("backfill", ...DAYS, "--state", operator.file("third"), "--again");
      expect((await world.settle()).events).toHaveLength(10);
    }));

  it("recognises in a versioned bucket what was forwarded by version, although a listing names etags only", () =>
    operate({ isVersioned: true }, async (world, operator) => {
      await world.put(keyOf("A"), fileOf("a"));
      await world.settle();
      await operator.run("backfill", ...DAYS, "--state", operator.file("s"));
      const settled = await world.settle();
      expect(settled).toMatchObject({ events: [record("a")], reasons: { duplicate: 1 } });
      expect(world.ledger()).toHaveLength(1);
    }));

  it("goes on behind the last finished day when it was interrupted", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, places);
      const state = operator.file("s");
      let requests = 0;
      const stop = world.aws.faults.add(({ operation }) => {
        if (operation === "SendMessageBatch") requests += 1;
        return operation === "SendMessageBatch" && requests > 2
          ? { status: 403, code: "AccessDenied", message: "no" }
          : undefined;
      });
      await expect(operator.run("backfill", ...DAYS, "--state", state)).rejects.toThrow();
      stop();
      const { json } = await operator.run("backfill", ...DAYS, "--state", state, "--json");
      expect(json).toMatchObject([{ objects: 3 }]);
      expect(sorted((await world.settle()).events)).toEqual(["a", "b", "c", "d", "e"].map(record));
    }));

  it("says what is missing when it is not told where to work, or when the days are mixed up", () =>
    operate({}, async (_world, operator) => {
      const run = operator.run("backfill", "--from", "2026-02-01", "--to", "2026-01-01");
      await expect(run).rejects.toThrow("--from 2026-02-01 is after --to 2026-01-01");
      await expect(operator.run("backfill", "--from", "2026-02-30", "--to", "2026-03-01")).rejects.toThrow(
        "YYYY-MM-DD",
      );
    }));
});

describe("reconcile", () => {
  const ONE_DAY = ["--from", "2026-01-02", "--to", "2026-01-02"];
  const AT_ONCE = ["--grace-minutes", "0.00001"];

  test("F20: the notification of an object was never sent → reconcile finds it, --fix puts it on the queue", () =>
    operate({}, async (world, operator) => {
      await world.put(keyOf("A"), fileOf("a"));
      await world.settle();
      await putSilently(world, { [keyOf("B")]: fileOf("b") });
      const found = await operator.run("reconcile", ...ONE_DAY, ...AT_ONCE, "--json");
      expect(found.code).toBe(1);
      expect(found.json).toMatchObject([
        { finding: "missing", key: keyOf("B") },
        { objects: 2, done: 1, missing: 1, fixed: 0 },
      ]);
      const fixed = await operator.run("reconcile", ...ONE_DAY, ...AT_ONCE, "--fix");
      expect(fixed).toMatchObject({ code: 0, out: expect.stringContaining("1 put on the queue") });
      expect((await world.settle()).events).toEqual([record("a"), record("b")]);
      const clean = await operator.run("reconcile", ...ONE_DAY, ...AT_ONCE);
      expect(clean).toMatchObject({ code: 0, out: expect.stringContaining("2 done, 0 missing") });
    }));

  it("tells rejected log files with their reason, and does not queue them", () =>
    operate({}, async (world, operator) => {
      await world.put(keyOf("A"), fileOf("a").subarray(0, 20));
      await world.settle();
      const found = await operator.run("reconcile", ...ONE_DAY, ...AT_ONCE, "--fix", "--json");
      expect(found.code).toBe(1);
      expect(found.json).toMatchObject([
        { finding: "rejected", reason: "truncated" },
        { rejected: 1, fixed: 0 },
      ]);
      expect(world.queue.isEmpty).toBe(true);
    }));

  test("F19: one key, two versions → reconcile tells that its content was changed", () =>
    operate({ isVersioned: true }, async (world, operator) => {
      await world.put(keyOf("A"), fileOf("first"));
      await world.put(keyOf("A"), fileOf("second"));
      await world.put(keyOf("B"), fileOf("same"));
      await world.put(keyOf("B"), fileOf("same"));
      await world.settle();
      const { code, json } = await operator.run("reconcile", ...ONE_DAY, ...AT_ONCE, "--json");
      expect(code).toBe(0);
      expect(json).toMatchObject([{ finding: "changed", key: keyOf("A"), contents: 2 }, { done: 2 }]);
    }));

  it("tells who stopped writing log files, without calling it a finding", () =>
    operate({}, async (world, operator) => {
      await world.put(keyOf("A", { day: "02" }), fileOf("a"));
      await world.put(keyOf("B", { day: "31" }), fileOf("b"));
      await world.put(keyOf("C", { day: "05", region: "eu-central-1" }), fileOf("c"));
      await world.settle();
      const { code, json } = await operator.run("reconcile", ...DAYS, ...AT_ONCE, "--json");
      expect(code).toBe(0);
      expect(json[0]).toEqual({
        finding: "quiet",
        place: "s3://example-trail/AWSLogs/111122223333/CloudTrail/eu-central-1/",
        lastDay: "2026-01-05",
      });
      expect(json).toHaveLength(2);
    }));

  it("goes on behind the days it has compared when it was interrupted, and fixes what it found before that", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, {
        [keyOf("A", { day: "02" })]: fileOf("a"),
        [keyOf("B", { day: "03" })]: fileOf("b"),
        [keyOf("C", { day: "04" })]: fileOf("c"),
      });
      const run = () =>
        operator.run("reconcile", ...DAYS, ...AT_ONCE, "--fix", "--json", "--state", operator.file("s"));
      let requests = 0;
      const stop = world.aws.faults.add(({ operation }) => {
        if (operation === "SendMessageBatch") requests += 1;
        return operation === "SendMessageBatch" && requests > 1
          ? { status: 403, code: "AccessDenied", message: "no" }
          : undefined;
      });
      await expect(run()).rejects.toThrow();
      stop();
      expect(world.queue.counts().visible).toBe(1);
      const { code, json } = await run();
      expect(code).toBe(0);
      expect(json.at(-1)).toMatchObject({ objects: 2, missing: 2, fixed: 2, earlierDays: 2 });
      expect(sorted((await world.settle()).events)).toEqual(["a", "b", "c"].map(record));
    }));

  it("passes over log files that may still be under way", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, { [keyOf("A")]: fileOf("a") });
      const found = await operator.run("reconcile", ...ONE_DAY, "--json");
      expect(found).toMatchObject({ code: 0, json: [{ objects: 1, young: 1, missing: 0 }] });
    }));
});

describe("redrive", () => {
  it("moves every dead letter back, and nothing with --dry-run", () =>
    operate({ maxReceives: 5 }, async (world, operator) => {
      let isDown = true;
      world.receiver.script = () => (isDown ? { status: 503 } : undefined);
      for (const name of ["A", "B", "C"]) await world.put(keyOf(name), fileOf(name));
      expect((await world.settle()).dead).toBe(3);
      const dry = await operator.run("redrive", "--dry-run");
      expect(dry.out).toContain("3 messages wait");
      expect(world.deadLetters.counts().visible).toBe(3);

      isDown = false;
      const { code, json } = await operator.run("redrive", "--json");
      expect({ code, json }).toMatchObject({
        code: 0,
        json: [{ waiting: 3, moved: 3, status: "COMPLETED" }],
      });
      expect(sorted((await world.settle()).events)).toEqual(["A", "B", "C"].map(record));
    }));

  it("moves also what a topic or a rule could not deliver, which SQS alone would not know where to put", () =>
    operate({}, async (world, operator) => {
      world.aws.state.buckets.get("example-trail").silence();
      await world.put(keyOf("A"), fileOf("a"));
      world.deadLetters.send({ body: s3Body(keyOf("A")) });
      const { code, json } = await operator.run("redrive", "--json");
      expect({ code, json }).toMatchObject({
        code: 0,
        json: [{ waiting: 1, moved: 1, status: "COMPLETED" }],
      });
      expect((await world.settle()).events).toEqual([record("a")]);
    }));

  it("replays exactly the records that were refused", () =>
    operate({}, async (world, operator) => {
      let refused: readonly string[] = [record("b"), record("d")];
      world.receiver.script = ({ lines }) =>
        lines.some((line) => refused.includes(line)) ? { status: 400 } : undefined;
      await world.put(keyOf("A"), fileOf("a", "b", "c", "d", "e"));
      expect((await world.settle()).records).toMatchObject({ delivered: 3, rejected: 2 });

      refused = [];
      const state = operator.file("s");
      const { json } = await operator.run("redrive", "--what", "quarantine", "--state", state, "--json");
      expect(json).toMatchObject([{ records: 2, files: 1, reasons: { refused: 2 } }]);
      const settled = await world.settle();
      expect(settled.events.slice(3)).toEqual([record("b"), record("d")]);
      const again = await operator.run("redrive", "--what", "quarantine", "--state", state, "--json");
      expect(again.json).toMatchObject([{ records: 0, earlier: 1 }]);
    }));

  it("replays once more what was refused again", () =>
    operate({}, async (world, operator) => {
      let isRefused = true;
      world.receiver.script = () => (isRefused ? { status: 400 } : undefined);
      await world.put(keyOf("A"), fileOf("a"));
      await world.settle();
      const run = () =>
        operator.run("redrive", "--what", "quarantine", "--state", operator.file("s"), "--json");
      expect((await run()).json).toMatchObject([{ records: 1, earlier: 0 }]);
      await world.settle();
      isRefused = false;
      expect((await run()).json).toMatchObject([{ records: 1, earlier: 0 }]);
      expect((await world.settle()).events).toEqual([record("a")]);
      expect((await run()).json).toMatchObject([{ records: 0, earlier: 1 }]);
    }));

  it("replays log files that could not be read, and messages that could not be understood, by reason and day", () =>
    operate({}, async (world, operator) => {
      await world.put(keyOf("A"), fileOf("a").subarray(0, 20));
      world.send("what is this");
      expect(await world.settle()).toMatchObject({ objects: { rejected: 1 }, messages: { rejected: 1 } });
      await putSilently(world, { [keyOf("A")]: fileOf("a") });

      const run = (...more: readonly string[]) =>
        operator.run("redrive", "--what", "quarantine", "--json", "--state", operator.file("s"), ...more);
      expect((await run("--to", "2020-01-01")).json).toMatchObject([{ files: 0 }]);
      expect((await run("--reason", "truncated")).json).toMatchObject([{ objects: 1, messages: 0 }]);
      expect((await world.settle()).events).toEqual([record("a")]);
      expect((await run()).json).toMatchObject([{ objects: 0, messages: 1, earlier: 1 }]);
      expect(world.queue.peek()[0]?.body).toBe("what is this");
    }));
});

describe("trace", () => {
  it("tells what became of a log file: ledger, rejects, and whether it is still there", () =>
    operate({}, async (world, operator) => {
      await world.put(keyOf("A"), gzipSync(`{"Records":[${record("a")},null]}`));
      await world.settle();
      const { code, json } = await operator.run("trace", keyOf("A"), "--json");
      expect(code).toBe(0);
      expect(json).toMatchObject([
        {
          exists: true,
          ledger: [{ state: "done", pipeline: "main", counts: { read: 2, delivered: 1, rejected: 1 } }],
          rejects: [{ what: "records", reason: "not_an_object" }],
        },
      ]);
      const unknown = await operator.run("trace", keyOf("B"));
      expect(unknown.code).toBe(1);
      expect(unknown.out).toContain("not in the bucket");
      expect(unknown.out).toContain("the ledger does not know it");
    }));

  it("finds an event by its id in the log files of some days, and shows it only when asked", () =>
    operate({}, async (world, operator) => {
      await putSilently(world, { [keyOf("A")]: fileOf("x", "y"), [keyOf("B", { day: "09" })]: fileOf("z") });
      const found = await operator.run("trace", "z", ...DAYS, "--json");
      expect(found.json).toMatchObject([
        { object: expect.stringContaining(keyOf("B", { day: "09" })), record: { ordinal: 0 } },
      ]);
      expect(found.out).not.toContain(record("z").slice(1, -1));
      expect((await operator.run("trace", "y", ...DAYS, "--show")).out).toContain(record("y"));
      expect(await operator.run("trace", "nowhere", ...DAYS)).toMatchObject({ code: 1 });
      await expect(operator.run("trace", "y")).rejects.toThrow("--from and --to");
    }));
});

test("a message of the log bucket's own notification and one of a backfill are the same object", () =>
  operate({}, async (world, operator) => {
    await putSilently(world, { [keyOf("A")]: fileOf("a") });
    world.send(s3Body(keyOf("A")));
    await operator.run("backfill", ...DAYS, "--state", operator.file("s"));
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set([record("a")]));
    expect(settled.identityViolations).toBe(0);
  }));
