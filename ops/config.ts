import { existsSync } from "node:fs";
import type { Command } from "commander";
import { pipelinesOf } from "../lambda/contract/config.ts";
import { encodePipeline } from "../lambda/contract/environment.ts";
import { ConfigurationError } from "../lib/config-problems.ts";
import { type ForwarderSettings, readSettings } from "../lib/context.ts";
import { functionEnvironment } from "../lib/environment.ts";
import { testFilter } from "./config/test-filter.ts";
import { EXIT, UsageError } from "./exit.ts";
import { readContext } from "./local/run/context.ts";

interface ContextOptions {
  readonly context: readonly string[];
  readonly config?: string;
}

interface TestOptions {
  readonly testFilter?: string;
  readonly json?: boolean;
}

/** `forwarder config`: what a configuration means, before anything is deployed. */
export function register(program: Command): void {
  const config = program
    .command("config")
    .description("Show or check a configuration, or try a filter on log files.")
    .option("--test-filter <file>", "filter as JSON: count what it would do to the records of the paths")
    .option("--json", "write the counts as JSON")
    .argument("[path...]", "log files or folders for --test-filter; - reads standard input")
    .action(async (paths: readonly string[], options: TestOptions) => {
      if (options.testFilter === undefined)
        throw new UsageError("config: expected show, check, or --test-filter FILE with log files or folders");
      if (paths.length === 0)
        throw new UsageError("config --test-filter: expected log files or folders after the filter's file");
      process.stdout.write(await testFilter(options.testFilter, paths, options.json === true));
    });
  withContext(config.command("show"))
    .description("Print the whole configuration with everything resolved, as JSON.")
    .action((options: ContextOptions) => {
      process.stdout.write(`${JSON.stringify(settingsOf(options).config, undefined, 2)}\n`);
    });
  withContext(config.command("check"))
    .description("Say whether a configuration can work, and how each pipeline would travel to its function.")
    .action((options: ContextOptions) => {
      process.exitCode = check(options);
    });
}

function withContext(command: Command): Command {
  const collect = (value: string, all: readonly string[]) => [...all, value];
  return command
    .option("--context <key=value>", "configuration value, as `cdk -c` takes it; again for more", collect, [])
    .option(
      "--config <file>",
      "configuration file: a cdk.json, or JSON with the forwarder tree (default: cdk.json of this folder)",
    );
}

/** @throws {ConfigurationError} with one sentence for every problem */
function settingsOf({ context, config }: ContextOptions): ForwarderSettings {
  const configFile = config ?? (existsSync("cdk.json") ? "cdk.json" : undefined);
  return readSettings(readContext({ pairs: context, configFile }).values);
}

function check(options: ContextOptions): number {
  try {
    const { config, isPlaceholder } = settingsOf(options);
    if (isPlaceholder) {
      process.stdout.write(
        "No destination is configured: the stack would show its template and refuse to be deployed.\n",
      );
      return EXIT.findings;
    }
    for (const pipeline of pipelinesOf(config)) {
      const { parameter } = functionEnvironment({
        pipeline,
        // Of the length that such names have.
        logBuckets: ["b".repeat(63)],
        rejectBucket: "b".repeat(63),
        queueUrl: "q".repeat(200),
        stackName: config.stackName,
      });
      const bytes = Buffer.byteLength(encodePipeline(pipeline));
      const way = parameter ? `the SSM parameter ${parameter.name}` : "the function's environment";
      process.stdout.write(
        `${pipeline.name}: ${pipeline.destination.type}, format ${pipeline.format.type}; ${bytes} bytes in ${way}\n`,
      );
    }
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.problems.join("\n")}\n`);
    return EXIT.findings;
  }
}
