import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { RUNTIME_SETTINGS } from "../lambda/contract/environment.ts";

const run = promisify(execFile);

/** What one case measured, in a process of its own. */
export interface Measurement {
  readonly name: string;
  readonly records: number;
  /** Wall time of each run. */
  readonly milliseconds: readonly number[];
  /** Processor time of each run, all threads. */
  readonly cpuMilliseconds: readonly number[];
  readonly peakRssMb: number;
  readonly node: string;
}

export interface Bench {
  /** Runs a case on a file, `runs` times in one process, so that all but the first find warm code. */
  measure(name: string, file: string, runs: number): Promise<Measurement>;
  /** A folder for data, gone at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Bundles the cases once, as the function is bundled: TypeScript's loader would be in every memory figure otherwise. */
export async function openBench(node: string): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "forwarder-bench-"));
  const bundle = join(folder, "case.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./case.ts", import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  return {
    folder,
    measure: async (name, file, runs) => {
      const { stdout } = await run(node, [bundle, name, file, String(runs)], {
        env: { ...RUNTIME_SETTINGS, NODE_NO_WARNINGS: "1" },
      });
      return JSON.parse(stdout) as Measurement;
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
