import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { destinationTypes } from "../../lambda/destinations/registry.ts";
import { idOfEvent } from "../../ops/local/arrivals/event-id.ts";
import { planTargets } from "../../ops/local/run/plan-targets.ts";
import { runLocal } from "../../ops/local/run/run-local.ts";
import type { RunResult } from "../../ops/local/run/run-options.ts";
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
  facts: { secrets?: ReadonlyMap<string, string>; standIns?: boolean } = {},
): Promise<RunResult> {
  const { secrets = new Map(), standIns = false } = facts;
  const context = { forwarder: { destinations } };
  return runLocal({
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
