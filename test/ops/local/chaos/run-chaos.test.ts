import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChaos } from "../../../../ops/local/chaos/run-chaos.ts";
import { parseChaos } from "../../../../ops/local/chaos/spec.ts";
import type { RunOptions } from "../../../../ops/local/run/run-options.ts";
import { bulkFiles } from "../../../../ops/samples/plan.ts";
import { writeSampleFile } from "../../../../ops/samples/write.ts";
import { Bundle } from "../../../e2e/support/local-forwarder.ts";
import { records, runStandIn } from "../run/stand-in-run.ts";

/** The names of everything that struck. */
function struck(injected: Readonly<Record<string, number>> = {}): string[] {
  return [...new Set(Object.keys(injected).map((name) => name.split(".")[0] ?? ""))].sort();
}

const withChaos = (text: string) => (options: RunOptions) => runChaos(options, parseChaos(text));

describe("the forwarder itself", () => {
  const FILES = 45;
  const SPEC = "seed=7,destination=25%,s3=20%,slow=3%,kill=30%,duplicate=20%,delay=10%,reorder";
  let bundle: Bundle;
  let folder: string;

  beforeAll(async () => {
    bundle = new Bundle();
    folder = mkdtempSync(join(tmpdir(), "chaos-"));
    for (const file of bulkFiles({ seed: 3, files: FILES, bytes: FILES * 10_000 }))
      await writeSampleFile(join(folder, "input"), file, () => undefined);
  });

  afterAll(() => {
    bundle.remove();
    rmSync(folder, { recursive: true });
  });

  test("loses nothing while reads, requests, processes and messages fail at once, and its books balance", async () => {
    const { report, imbalances } = await withChaos(SPEC)({
      synthesize: ({ receiverUrl = "" }) => bundle.stack({}, receiverUrl),
      input: [join(folder, "input")],
      notify: true,
      secrets: new Map(),
      isEmbedded: true,
      outputFolder: join(folder, "output"),
      keep: false,
      timeScale: 6_000,
      sandboxes: 3,
    });

    expect(struck(report.chaos?.injected)).toEqual(["destination", "kill", "message", "s3"]);
    expect(report.chaos).toMatchObject({ spec: SPEC, lost: 0, unknown: 0 });
    expect(report.chaos?.expected).toBeGreaterThan(300);
    expect(report.chaos?.distinct).toBe(report.chaos?.expected);
    expect(imbalances).toEqual([]);
    expect(report).toMatchObject({ balanced: true, dlq: 0 });
  });
});

describe("the proof", () => {
  test("finds what a function says it forwarded and did not", async () => {
    const { report } = await runStandIn({
      files: {
        "AWSLogs/good.json.gz": records(0, 3),
        "AWSLogs/bad.json.gz": [{ eventID: "gone-1", mode: "lose" }, { eventID: "gone-2" }],
      },
      run: withChaos("reorder"),
    });

    expect(report.chaos).toMatchObject({ expected: 5, distinct: 3, lost: 2, duplicates: 0 });
  });

  test("counts what arrives again because a message came twice", async () => {
    const { report } = await runStandIn({
      files: { "AWSLogs/a.json.gz": records(0, 4), "AWSLogs/b.json.gz": records(4, 1) },
      run: withChaos("duplicate=100%"),
    });

    expect(report.chaos).toMatchObject({ expected: 5, distinct: 5, lost: 0, duplicates: 5 });
  });

  test("what chaos alone drove into the dead-letter queue arrives when it is calm", async () => {
    const { report, eventIds } = await runStandIn({
      files: { "AWSLogs/a.json.gz": records(0, 2) },
      run: withChaos("destination=100%"),
    });

    expect(report.chaos?.redriven).toBe(1);
    expect(report).toMatchObject({ dlq: 0, balanced: true, chaos: { lost: 0 } });
    expect(new Set(eventIds)).toEqual(new Set(["e0", "e1"]));
  });

  test.each([
    ["a destination of its own", { isEmbedded: false }],
    ["no notifications", { notify: false }],
  ])("is refused with %s, where nothing could be compared", async (_what, options) => {
    const run = runStandIn({ files: {}, run: withChaos("kill=1%"), ...options });

    await expect(run).rejects.toThrow(/--chaos: /);
  });
});
