import { Command, CommanderError } from "commander";
import * as backfill from "./backfill.ts";
import * as config from "./config.ts";
import { EXIT, UsageError } from "./exit.ts";
import * as local from "./local.ts";
import * as normalize from "./normalize.ts";
import * as policies from "./policies.ts";
import * as reconcile from "./reconcile.ts";
import * as redrive from "./redrive.ts";
import * as samples from "./samples.ts";
import * as trace from "./trace.ts";

/** Every command, in the order `--help` lists them. A further one is a file with `register` and a line here. */
const commands = [local, normalize, config, policies, redrive, backfill, reconcile, trace, samples];

/** Runs the command line; the exit code is 2 for a mistake in it. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("forwarder")
    .description("Forward CloudTrail log files to a SIEM: try it, check it, operate it.")
    .showHelpAfterError("(add --help for what is accepted)")
    .exitOverride();
  for (const { register } of commands) register(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    // Commander has printed its own errors already.
    if (error instanceof CommanderError) return;
    process.stderr.write(`${describe(error)}\n`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return isOperatorsMistake(error) ? EXIT.usage : EXIT.findings;
}

/** Errors that the operator caused and can end. */
function isOperatorsMistake(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof Error && error.name === "ConfigurationError");
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain = isOperatorsMistake(error) || ["TemplateError", "FunctionFailure"].includes(error.name);
  return isPlain ? error.message : (error.stack ?? error.message);
}

await main(process.argv);
