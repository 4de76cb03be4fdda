import type { Command } from "commander";
import type { BackfillOptions } from "./backfill/run.ts";
import { parsePositive, withDaysOptions, withDeploymentOptions } from "./operate/deployment.ts";

/** `forwarder backfill`: log files of past days through the same queue and function. */
export function register(program: Command): void {
  const command = program
    .command("backfill")
    .description(
      "Put log files of past days on the pipeline's queue. Counts them first; what the ledger says is forwarded already is skipped by the function.",
    );
  withDeploymentOptions(withDaysOptions(command))
    .option("--rate <n>", "log files a second, so that fresh ones are not held up", parsePositive, 50)
    .option("--again", "forward also what is forwarded already", false)
    .option("--dry-run", "only count", false)
    .option(
      "--state <file>",
      "remembers finished days, to go on after an interruption",
      ".forwarder/backfill.done",
    )
    .option("--json", "print the result as JSON", false)
    .action(async (options: BackfillOptions) => {
      const { backfill } = await import("./backfill/run.ts");
      process.exitCode = await backfill(options);
    });
}
