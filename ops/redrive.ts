import { type Command, Option } from "commander";
import { parseDay, parsePositive, readDeployment, withDeploymentOptions } from "./operate/deployment.ts";
import type { RedriveOptions } from "./redrive/options.ts";

/** `forwarder redrive`: what gave up, once more. */
export function register(program: Command): void {
  const command = program
    .command("redrive")
    .description(
      "Forward what gave up once more: messages of the dead-letter queue, or what the reject store keeps. Remove the reason first.",
    );
  withDeploymentOptions(command)
    .addOption(
      new Option("--what <what>", "the dead-letter queue, or the reject store")
        .choices(["dlq", "quarantine"])
        .default("dlq"),
    )
    .option(
      "--reason <word>",
      "quarantine: only this reason; again for more",
      (value: string, all: readonly string[] = []) => [...all, value],
    )
    .option("--from <day>", "quarantine: rejected on this day or later", parseDay)
    .option("--to <day>", "quarantine: rejected on this day or earlier", parseDay)
    .option("--rate <n>", "messages a second", parsePositive, 50)
    .option("--dry-run", "only count", false)
    .option("--state <file>", "quarantine: remembers what was put on the queue", ".forwarder/redrive.done")
    .option("--json", "print the result as JSON", false)
    .action(async (options: RedriveOptions) => {
      const deployment = readDeployment(options);
      if (options.what === "dlq") {
        const { redriveDeadLetters } = await import("./redrive/dead-letters.ts");
        process.exitCode = await redriveDeadLetters(deployment, options);
      } else {
        const { redriveQuarantine } = await import("./redrive/quarantine.ts");
        process.exitCode = await redriveQuarantine(deployment, options);
      }
    });
}
