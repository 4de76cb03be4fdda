import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { Command } from "commander";
import { type Bench, openBench } from "./measure.ts";
import { destinationsSuite } from "./suites/destinations.ts";
import { memory } from "./suites/memory.ts";
import { throughput } from "./suites/throughput.ts";

const suites: Record<string, (bench: Bench) => Promise<object[]>> = {
  throughput,
  memory,
  destinations: destinationsSuite,
};

interface Options {
  readonly json?: string;
  readonly node: string;
}

const program = new Command("bench")
  .description(
    "Measures the forwarder beside a floor on the same machine. Trust the ratios, not the seconds.",
  )
  .argument("[suite...]", `any of: ${Object.keys(suites).join(", ")}; default all`)
  .option("--json <file>", "write the figures as JSON to this file")
  .option("--node <path>", "Node binary that runs the cases", process.execPath)
  .action(runSuites);

async function runSuites(names: string[], { json, node }: Options): Promise<void> {
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
