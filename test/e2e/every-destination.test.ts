import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { destinationTypes } from "../../lambda/destinations/registry.ts";
import { idOfEvent } from "../../ops/local/arrivals/event-id.ts";
import { runChaos } from "../../ops/local/chaos/run-chaos.ts";
import { parseChaos } from "../../ops/local/chaos/spec.ts";
import { planTargets } from "../../ops/local/run/plan-targets.ts";
import { runLocal } from "../../ops/local/run/run-local.ts";
import type { RunOptions, RunResult } from "../../ops/local/run/run-options.ts";
import { eventId, sampleRecords } from "../support/vendor-simulator/records.ts";
import { Bundle, linesOf } from "./support/local-forwarder.ts";

/**
 * `forwarder local` for every destination that the registry has: a type that cannot be played on this machine fails here. Several
 * types share a stack, each as a destination of its own.
 */

const RECORDS = 14;
const TYPES_PER_STACK = 7;

const expectedIds = Array.from({ length: RECORDS }, (_, index) => eventId(index)).sort();
const stacks = Array.from({ length: Math.ceil(destinationTypes.length / TYPES_PER_STACK) }, (_, index) =>
  destinationTypes.slice(index * TYPES_PER_STACK, (index + 1) * TYPES_PER_STACK),
);

let bundle: Bundle;
let folder: string;

beforeAll(() => {
  bundle = new Bundle();
  folder = mkdtempSync(join(tmpdir(), "every-destination-"));
  // Of this minute: several vendors refuse what is older than a day.
  const text = JSON.stringify(sampleRecords(RECORDS)).replaceAll("2026-02-03T04:05:06Z", instant(-60_000));
  const records: unknown[] = JSON.parse(text.replaceAll("2026-02-03T04:10:06Z", instant(0)));
  logFile("a", records.slice(0, 5));
  logFile("b", records.slice(5));
});

afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

function instant(afterMs: number): string {
  return `${new Date(Date.now() + afterMs).toISOString().slice(0, 19)}Z`;
}

function logFile(name: string, Records: readonly unknown[]): void {
  const key = `AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/03/111122223333_CloudTrail_us-east-1_20260203T0410Z_${name.repeat(16)}.json.gz`;
  mkdirSync(dirname(join(folder, "input", key)), { recursive: true });
  writeFileSync(join(folder, "input", key), gzipSync(JSON.stringify({ Records })));
}

async function forward(
  destinations: Readonly<Record<string, unknown>>,
  facts: { secrets?: ReadonlyMap<string, string>; standIns?: boolean; chaos?: string } = {},
): Promise<RunResult> {
  const { secrets = new Map(), standIns = false, chaos } = facts;
  const context = { forwarder: { destinations } };
  const run = (options: RunOptions) =>
    chaos === undefined ? runLocal(options) : runChaos(options, parseChaos(chaos));
  return run({
    synthesize: ({ context: changed = context }) => bundle.stackOf(changed),
    targets: await planTargets(context, { secrets, standIns }),
    input: [join(folder, "input")],
    notify: true,
    secrets,
    isEmbedded: false,
    outputFolder: mkdtempSync(join(folder, "output-")),
    keep: false,
    timeScale: 6_000,
    sandboxes: 1,
  });
}

function idsAt({ arrivalFiles }: RunResult, name: string): string[] {
  return linesOf(arrivalFiles.get(name) ?? "").map((line) => idOfEvent(line) ?? line);
}

test.each(stacks.map((types) => [types.join(", "), types] as const))(
  "every event arrives exactly once, and the books balance: %s",
  async (_names, types) => {
    const result = await forward(Object.fromEntries(types.map((type) => [type, { type }])));

    expect(result.imbalances).toEqual([]);
    expect(result.problems.filter(({ level }) => level === "ERROR")).toEqual([]);
    expect(result.report).toMatchObject({
      balanced: true,
      dlq: 0,
      records: { read: RECORDS * types.length, delivered: RECORDS * types.length },
    });
    expect(Object.fromEntries(types.map((type) => [type, idsAt(result, type).sort()]))).toEqual(
      Object.fromEntries(types.map((type) => [type, expectedIds])),
    );
  },
);

/** Options that change what goes over the wire, or how it is proven who sends it. */
const VARIANTS: Readonly<Record<string, object>> = {
  fifo: { type: "sqs", queueArn: "arn:aws:sqs:eu-central-1:444455556666:events.fifo" },
  "mirror-with-notices": {
    type: "s3-mirror",
    prefix: "siem",
    topicArn: "arn:aws:sns:eu-central-1:111122223333:siem-log-files",
  },
  "flat-bus": { type: "eventbridge", format: "flat" },
  "text-stream": { type: "firehose", format: "cef" },
  "bulk-with-password": {
    type: "opensearch",
    format: "ecs",
    auth: { type: "basic", secretArn: secretOf("bulk") },
  },
  "hec-with-acknowledgement": { type: "splunk-hec", acknowledge: true, format: "ecs" },
  "sentinel-with-events": { type: "sentinel", rows: "RawEvent", format: "ocsf" },
  "syslog-in-the-clear": { type: "syslog", transport: "tcp", header: "rfc3164", format: "leef" },
  "syslog-with-structured-data": {
    type: "qradar-syslog",
    framing: "octet",
    enterpriseId: 32_473,
    tlsSecretArn: secretOf("tls"),
    serverName: "siem.example.com",
  },
  "signed-webhook": {
    type: "https",
    framing: "jsonArray",
    signature: { type: "standard-webhooks", secretArn: secretOf("webhook") },
    proxy: { url: "http://proxy.example.com:3128" },
  },
};

function secretOf(name: string): string {
  return `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`;
}

test("every event arrives exactly once with options of every kind: notices, formats, passwords, signatures, framings", async () => {
  const result = await forward(VARIANTS);
  const names = Object.keys(VARIANTS);

  expect(result.imbalances).toEqual([]);
  expect(result.report).toMatchObject({ balanced: true, dlq: 0 });
  expect(Object.fromEntries(names.map((name) => [name, idsAt(result, name).sort()]))).toEqual(
    Object.fromEntries(names.map((name) => [name, expectedIds])),
  );
  expect(result.report.arrived?.fifo).toEqual({
    type: "sqs",
    place: "emulated: arn:aws:sqs:eu-central-1:444455556666:events.fifo",
    events: RECORDS,
    distinct: RECORDS,
    duplicates: 0,
  });
});

test("nothing is lost while requests, connections and calls to AWS fail, whoever plays the destination", async () => {
  const destinations = {
    vendor: { type: "splunk-hec", maxBatchEvents: 2 },
    stream: { type: "syslog", closeTimeoutSeconds: 1 },
    service: { type: "firehose" },
    objects: { type: "s3-mirror", topicArn: "arn:aws:sns:eu-central-1:111122223333:siem-log-files" },
  };
  const { report, imbalances } = await forward(destinations, {
    chaos: "seed=1,destination=40%,duplicate=20%",
  });
  const { expected, distinct, lost, unknown, injected = {} } = report.chaos ?? {};
  const expectedHere = RECORDS * Object.keys(destinations).length;

  expect(Object.keys(injected).filter((name) => name.startsWith("destination.")).length).toBeGreaterThan(1);
  expect({ expected, distinct, lost, unknown }).toEqual({
    expected: expectedHere,
    distinct: expectedHere,
    lost: 0,
    unknown: 0,
  });
  expect(imbalances).toEqual([]);
});

test("chaos is refused for an address of the configuration, where nothing could be counted", async () => {
  const destinations = { main: { type: "https", url: "http://127.0.0.1:9/" } };

  await expect(forward(destinations, { chaos: "kill=1%" })).rejects.toThrow(/--chaos: .*--stand-ins/);
});

test("a secret that was given is the one that the stand-in wants, and the one that the function sends", async () => {
  const secretArn = secretOf("given");
  const destinations = { main: { type: "splunk-hec", secretArn } };
  const result = await forward(destinations, { secrets: new Map([[secretArn, "a-token-of-mine"]]) });

  expect(result.report).toMatchObject({ balanced: true, records: { delivered: RECORDS } });
  expect(idsAt(result, "main").sort()).toEqual(expectedIds);
});
