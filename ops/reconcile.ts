import type { Command } from "commander";
import { parsePositive, withDaysOptions, withDeploymentOptions } from "./operate/deployment.ts";
import type { ReconcileOptions } from "./reconcile/run.ts";

/** `forwarder reconcile`: what is in the bucket against what the ledger says was forwarded. */
export function register(program: Command): void {
  const command = program
    .command("reconcile")
    .description(
      "Compare the log files in the bucket with the ledger: missing ones (never announced), partly forwarded and rejected ones. Exit code 1 when there are any.",
    );
  withDeploymentOptions(withDaysOptions(command))
    .option(
      "--grace-minutes <n>",
      "younger log files may still be under way and are passed over",
      parsePositive,
      60,
    )
    .option(
      "--fix",
      "put what is missing or partly forwarded on the queue; days older than ledger.retentionDays look missing, because their entries are gone",
      false,
    )
    .option(
      "--state <file>",
      "remembers days in which nothing was found, or all was fixed, to go on after an interruption",
    )
    .option("--rate <n>", "with --fix: log files a second", parsePositive, 50)
    .option("--json", "print findings as JSON lines and a summary as the last one", false)
    .action(async (options: ReconcileOptions) => {
      const { reconcile } = await import("./reconcile/run.ts");
      process.exitCode = await reconcile(options);
    });
}
