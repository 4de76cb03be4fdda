import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { synthesize } from "../../../lib/synth.ts";
import { runLocal } from "../../../ops/local/run/run-local.ts";

/**
 * The real stack and the real function over every way that log files can be announced. The function is bundled once and
 * not by CDK for each template.
 */

const ROOT = resolve(__dirname, "../../..");

// Templates are checked where they are made; here they are only run.
process.env.CDK_VALIDATION = "false";

let folder: string;
let asset: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "routes-"));
  asset = join(folder, "asset");
  buildSync({
    entryPoints: [join(ROOT, "lambda/handler.ts")],
    outfile: join(asset, "index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The shipped samples of one account: a few dozen records in a few files. */
const SAMPLES = join(ROOT, "samples");

function sampleFiles(): string[] {
  return readdirSync(SAMPLES, { recursive: true })
    .map(String)
    .filter((path) => path.includes("/CloudTrail/") && path.endsWith(".json.gz"))
    .sort()
    .slice(0, 4)
    .map((path) => join(SAMPLES, path));
}

async function run(context: Readonly<Record<string, unknown>>) {
  const outputFolder = mkdtempSync(join(folder, "out-"));
  const result = await runLocal({
    synthesize: ({ outdir, receiverUrl = "" }) => {
      const names = [
        "main",
        ...Object.keys(context).flatMap((key) => /destinations\.(\w+)\./.exec(key)?.[1] ?? []),
      ];
      const destinations = names.flatMap((name) => [
        [`forwarder.destinations.${name}.type`, "https"],
        [`forwarder.destinations.${name}.url`, receiverUrl],
        [`forwarder.destinations.${name}.format`, "raw"],
      ]);
      const stack = synthesize({
        outdir,
        bundle: false,
        context: { ...Object.fromEntries(destinations), ...context },
      });
      const functions = Object.keys(stack.template.Resources).filter(
        (logicalId) => stack.template.Resources[logicalId]?.Type === "AWS::Lambda::Function",
      );
      return { ...stack, functionAssets: functions.map((logicalId) => ({ logicalId, folder: asset })) };
    },
    input: sampleFiles(),
    notify: true,
    secrets: new Map(),
    isEmbedded: true,
    outputFolder,
    keep: false,
    timeScale: 600,
  });
  const lines = readFileSync(join(outputFolder, "events.ndjson"), "utf8").split("\n").filter(Boolean);
  return { ...result, events: lines.length };
}

const TOPIC = "arn:aws:sns:us-east-1:444455556666:their-topic";
const ADOPT = { "forwarder.source.mode": "adopt", "forwarder.source.bucketName": "their-logs" };

test.each([
  ["by the bucket to the queue", {}],
  ["by the bucket through a topic", { "forwarder.source.notifications": "sns" }],
  ["by EventBridge", { "forwarder.source.notifications": "eventbridge" }],
  ["by the trail through a topic", { "forwarder.source.notifications": "cloudtrail-sns" }],
  ["by an adopted bucket through EventBridge", ADOPT],
  ["by an adopted bucket to the queue", { ...ADOPT, "forwarder.source.notifications": "s3" }],
  [
    "by an adopted bucket through somebody's topic",
    { ...ADOPT, "forwarder.source.notifications": "sns", "forwarder.source.topicArn": TOPIC },
  ],
])("log files announced %s arrive", async (_route, context) => {
  const { report, imbalances, unannounced, problems, events } = await run(context);

  expect(problems).toEqual([]);
  expect(imbalances).toEqual([]);
  expect(unannounced).toEqual([]);
  expect(report).toMatchObject({ balanced: true, objects: 4, dlq: 0 });
  expect(report.records.delivered).toBeGreaterThan(0);
  expect(events).toBe(report.records.delivered);
});

test("two destinations each get everything", async () => {
  const { report, imbalances, events, received } = await run({
    "forwarder.destinations.second.maxBatchEvents": 10,
  });

  expect(imbalances).toEqual([]);
  expect(report).toMatchObject({ balanced: true, objects: 8, dlq: 0 });
  expect(events).toBe(report.records.delivered);
  expect(received?.duplicates).toBe(report.records.delivered / 2);
});
