import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { type Bench, openBench } from "./measure.ts";
import { continuation } from "./suites/continuation.ts";
import { destinationsSuite } from "./suites/destinations.ts";
import { memory } from "./suites/memory.ts";
import { soak } from "./suites/soak.ts";
import { throughput } from "./suites/throughput.ts";

interface SuiteOptions {
  readonly objects?: number;
  readonly megabytes?: number;
  readonly answerMs?: number;
  readonly node?: string;
}

type Suite = (bench: Bench, options: SuiteOptions) => Promise<object[]>;

const suites: Record<string, Suite> = {
  throughput,
  memory,
  destinations: destinationsSuite,
  continuation,
  soak,
};

/** Run only when they are named: they take long. */
const LONG = ["continuation", "soak"];

interface Options extends SuiteOptions {
  readonly json?: string;
  readonly node: string;
}

const program = new Command("bench")
  .description(
    "Measures the forwarder beside a floor on the same machine. Trust the ratios, not the seconds.",
  )
  .argument("[suite...]", `any of: ${Object.keys(suites).join(", ")}; default all but ${LONG.join(", ")}`)
  .option("--json <file>", "write the figures as JSON to this file")
  .option("--objects <n>", "soak: this many objects instead of 100,000", parseCount)
  .option("--megabytes <n>", "continuation: an object of this size instead of 1,000 MB", parseCount)
  .option(
    "--answer-ms <n>",
    "continuation: the destination answers after this time instead of 250 ms",
    parseCount,
  )
  .option("--node <path>", "Node binary that runs the cases", process.execPath)
  .action(runSuites);

async function runSuites(names: string[], { json, node, ...options }: Options): Promise<void> {
  const unknown = names.filter((name) => !suites[name]);
  if (unknown.length > 0)
    program.error(`unknown suite ${unknown.join(", ")}; accepted: ${Object.keys(suites).join(", ")}`, {
      exitCode: 2,
    });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.version}`;
  console.log(`machine: ${machine}`);
  const bench = await openBench(node);
  const results: Record<string, object[]> = {};
  try {
    for (const [name, suite] of Object.entries(suites)) {
      if (names.length > 0 ? !names.includes(name) : LONG.includes(name)) continue;
      const rows = await suite(bench, { ...options, node });
      results[name] = rows;
      console.log(`\n${name}`);
      console.table(rows);
    }
  } finally {
    await bench.close();
  }
  if (json) await writeFile(json, `${JSON.stringify({ machine, node, results }, undefined, 2)}\n`);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError(`Expected a whole number above 0, got ${JSON.stringify(text)}.`);
  return count;
}

program.parseAsync();
