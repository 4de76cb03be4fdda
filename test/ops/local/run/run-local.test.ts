import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalStack } from "../../../../ops/local/run/local-stack.ts";
import { withProperties } from "../template/stand-in.ts";
import { records, runStandIn } from "./stand-in-run.ts";

const REDRIVE = { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] } };

const ODD_KEY = "AWSLogs/a b+c/d=e.json.gz";

test("every record of every announced object arrives, whatever its key looks like", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/one.json.gz": records(0, 3), [ODD_KEY]: records(3, 2), "AWSLogs/empty.json.gz": [] },
  });

  expect(result.eventIds.sort()).toEqual(["e0", "e1", "e2", "e3", "e4"]);
  expect(result.report).toMatchObject({
    balanced: true,
    objects: 3,
    messages: 4,
    records: { read: 5, delivered: 5, filtered: 0, rejected: 0 },
    reasons: { test_event: 1 },
    dlq: 0,
  });
  expect(result.report.peakRssMb).toBeGreaterThan(10);
  expect(result.unannounced).toEqual([]);
});

test("says which uploads no notification rule wants", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 1), "elsewhere/b.json.gz": records(1, 1) },
  });

  expect(result.unannounced).toEqual(["elsewhere/b.json.gz"]);
  expect(result.eventIds).toEqual(["e0"]);
});

test("a destination that fails for a while gets everything by redelivery", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 2), "AWSLogs/b.json.gz": records(2, 2) },
    refuse: (n) => (n <= 3 ? { status: 503 } : undefined),
    resources: withProperties("Queue", { RedrivePolicy: { ...REDRIVE, maxReceiveCount: 20 } }),
  });

  expect(result.eventIds.sort()).toEqual(["e0", "e1", "e2", "e3"]);
  expect(result.report).toMatchObject({
    balanced: true,
    objects: 2,
    dlq: 0,
    records: { read: 4, delivered: 4 },
  });
  expect(result.report.reasons.destination_unavailable).toBeGreaterThan(0);
});

test("reads that S3 refuses or cuts off are made up for by redelivery", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 2), "AWSLogs/b.json.gz": records(2, 2) },
    onStarted: ({ aws }) => {
      aws.faults.failNext({ operation: "GetObject" }, { status: 503, code: "SlowDown" });
      aws.faults.failNext({ operation: "GetObject" }, { reset: "before" });
    },
  });

  expect(result.eventIds.sort()).toEqual(["e0", "e1", "e2", "e3"]);
  expect(result.report).toMatchObject({ balanced: true, dlq: 0 });
});

test("a function process that is killed while it delivers loses nothing", async () => {
  let stack: LocalStack | undefined;
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 2), "AWSLogs/b.json.gz": records(2, 2) },
    onStarted: (started) => {
      stack = started;
    },
    refuse: (n) => {
      if (n === 1)
        for (const { host } of stack?.pipelines ?? [])
          for (const pid of host.pids) process.kill(pid, "SIGKILL");
      return undefined;
    },
  });

  expect([...new Set(result.eventIds)].sort()).toEqual(["e0", "e1", "e2", "e3"]);
  expect(result.report).toMatchObject({ balanced: true, dlq: 0, objects: 2 });
});

test("a message that fails as often as the queue allows ends among the dead letters", async () => {
  const result = await runStandIn({
    files: {
      "AWSLogs/bad.json.gz": [{ eventID: "x", mode: "crash" }],
      "AWSLogs/good.json.gz": records(0, 2),
    },
    resources: withProperties("Mapping", { BatchSize: 1 }),
  });

  expect(result.report.dlq).toBe(1);
  expect(result.report.messages).toBe(3);
  expect(result.eventIds.sort()).toEqual(["e0", "e1"]);
});

test("a function that loses records and says nothing does not balance", async () => {
  const result = await runStandIn({ files: { "AWSLogs/a.json.gz": [{ eventID: "x", mode: "lose" }] } });

  expect(result.report.balanced).toBe(false);
  expect(result.imbalances).toEqual([expect.stringMatching(/1 records read, but 0 delivered/)]);
});

test("a function that deletes messages without looking at them does not balance", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 1) },
    handler: "exports.handler = async () => undefined;",
  });

  expect(result.imbalances).toEqual([expect.stringMatching(/1 objects announced, but only 0 settled/)]);
});

test("a role that may not read the objects gets nothing", async () => {
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 1) },
    resources: { Role: { Type: "AWS::IAM::Role", Properties: { Policies: [] } } },
  });

  expect(result.eventIds).toEqual([]);
  expect(result.report.dlq).toBe(1);
});

test("messages of a file are sent as they are, after an upload that nobody was told of", async () => {
  const record = (key: string, versionId: string) => ({
    s3: { bucket: { name: BUCKET }, object: { key, versionId } },
  });
  const line = JSON.stringify({ Records: [record("AWSLogs/a.json.gz", "null")] });
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 2) },
    resources: withProperties("Logs", { VersioningConfiguration: { Status: "Suspended" } }),
    notify: false,
    messages: `${line}\n\n${line}\n`,
  });

  expect(result.eventIds).toEqual(["e0", "e1", "e0", "e1"]);
  expect(result.received?.duplicates).toBe(2);
  expect(result.report).toMatchObject({ balanced: true, objects: 2, messages: 3 });
});

/** Spelled in pieces because the linter takes it for a forgotten template. */
const BUCKET = ["$", "{bucket}"].join("");

test("a function that does not load ends the run with its reason, and quickly", async () => {
  const run = runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 1) },
    handler: 'require("./absent.js");',
  });

  await expect(run).rejects.toThrow(/does not start: .*Cannot find module '.\/absent.js'/);
});

test("nothing is left behind, whether the run ends well or not", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "left-behind-"));
  process.env.TMPDIR = temporary;
  try {
    await runStandIn({ files: { "AWSLogs/a.json.gz": records(0, 1) } });
    const broken = runStandIn({ files: {}, resources: { Bus: { Type: "AWS::Events::EventBus" } } });
    await expect(broken).rejects.toThrow("AWS::Events::EventBus");

    expect(readdirSync(temporary)).toEqual([]);
  } finally {
    delete process.env.TMPDIR;
    rmSync(temporary, { recursive: true });
  }
});

test("a run that is told to end does so, with its work undone", async () => {
  const controller = new AbortController();
  const result = await runStandIn({
    files: { "AWSLogs/a.json.gz": records(0, 1) },
    handler: "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));",
    signal: controller.signal,
    onStarted: () => setTimeout(() => controller.abort(), 200),
  });

  expect(result.report.objects).toBe(0);
  expect(result.eventIds).toEqual([]);
});
