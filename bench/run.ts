import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { Command } from "commander";
import { type Bench, openBench } from "./measure.ts";
import { memory } from "./suites/memory.ts";
import { soak } from "./suites/soak.ts";
import { throughput } from "./suites/throughput.ts";

type Suite = (bench: Bench) => Promise<object[]>;

const suites: Record<string, Suite> = { throughput, memory };
/** Suites that take many minutes: run only when they are named. */
const longSuites: Record<string, Suite> = { soak };
const allSuites: Record<string, Suite> = { ...suites, ...longSuites };

interface Options {
  readonly json?: string;
  readonly node: string;
}

const program = new Command("bench")
  .description(
    "Measures the forwarder beside a floor on the same machine. Trust the ratios, not the seconds.",
  )
  .argument(
    "[suite...]",
    `any of: ${Object.keys(allSuites).join(", ")}; default ${Object.keys(suites).join(" and ")}`,
  )
  .option("--json <file>", "write the figures as JSON to this file")
  .option("--node <path>", "Node binary that runs the cases", process.execPath)
  .action(runSuites);

async function runSuites(names: string[], { json, node }: Options): Promise<void> {
  const unknown = names.filter((name) => !allSuites[name]);
  if (unknown.length > 0)
    program.error(`unknown suite ${unknown.join(", ")}; accepted: ${Object.keys(allSuites).join(", ")}`, {
      exitCode: 2,
    });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.version}`;
  console.log(`machine: ${machine}`);
  const bench = await openBench(node);
  const results: Record<string, object[]> = {};
  try {
    for (const [name, suite] of Object.entries(names.length > 0 ? allSuites : suites)) {
      if (names.length > 0 && !names.includes(name)) continue;
      const rows = await suite(bench);
      results[name] = rows;
      console.log(`\n${name}`);
      console.table(rows);
    }
  } finally {
    await bench.close();
  }
  if (json) await writeFile(json, `${JSON.stringify({ machine, node, results }, undefined, 2)}\n`);
}

program.parseAsync();
