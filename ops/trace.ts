import type { Command } from "commander";
import { parseDay, withDeploymentOptions } from "./operate/deployment.ts";
import type { TraceOptions } from "./trace/run.ts";

/** `forwarder trace`: what became of one log file, or of one event. */
export function register(program: Command): void {
  const command = program
    .command("trace")
    .description(
      "Tell what became of a log file (its key or s3:// URL), or of an event by its eventID: then log files between --from and --to are read until it is found. Exit code 1 when nothing is known about it.",
    )
    .argument("<what>", "eventID, key, or s3://bucket/key");
  withDeploymentOptions(command)
    .option("--from <day>", "eventID: first day of delivery, YYYY-MM-DD (UTC)", parseDay)
    .option("--to <day>", "eventID: last day of delivery", parseDay)
    .option("--account <id>", "eventID: only this account; again for more", collect)
    .option("--region <name>", "eventID: only this region; again for more", collect)
    .option("--show", "print the record as CloudTrail wrote it", false)
    .option("--json", "print the result as JSON", false)
    .action(async (what: string, options: TraceOptions) => {
      const { trace } = await import("./trace/run.ts");
      process.exitCode = await trace(what, options);
    });
}

function collect(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}
