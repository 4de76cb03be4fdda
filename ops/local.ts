import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { EXIT, UsageError } from "./exit.ts";
import { listInput } from "./input-files.ts";
import { runChaos } from "./local/chaos/run-chaos.ts";
import { CHAOS_HELP, type ChaosSpec, parseChaos } from "./local/chaos/spec.ts";
import { readContext } from "./local/run/context.ts";
import { createSynthesize } from "./local/run/create-synthesize.ts";
import type { LocalStack } from "./local/run/local-stack.ts";
import { planTargets } from "./local/run/plan-targets.ts";
import { formatResult } from "./local/run/print-report.ts";
import { createProgress } from "./local/run/progress.ts";
import { runLocal } from "./local/run/run-local.ts";
import type { RunOptions, RunResult } from "./local/run/run-options.ts";
import { parseSecrets } from "./local/run/secrets.ts";
import { prepareResultFile, writeResultFile } from "./result-file.ts";

interface LocalOptions {
  readonly input: readonly string[];
  readonly context: readonly string[];
  readonly config?: string;
  readonly report?: string;
  readonly keep: boolean;
  readonly node?: string;
  readonly timeScale: number;
  readonly messages?: string;
  readonly notify: boolean;
  readonly secret: readonly string[];
  readonly standIns: boolean;
  readonly sandboxes?: number;
  readonly json: boolean;
  readonly chaos?: ChaosSpec;
}

/** A visibility timeout of 1,800 s passes in 3 s. */
const DEFAULT_TIME_SCALE = 600;

const SAMPLES = fileURLToPath(new URL("../samples", import.meta.url));

/** Where the delivered events and the function's log are written. */
const OUTPUT_FOLDER = ".forwarder";

/** `forwarder local`: the stack, synthesized and run on this machine. */
export function register(program: Command): void {
  program
    .command("local")
    .description(
      "Run the real stack on this machine: bucket, queue, event source mapping and function as its template says, with an emulated S3 and SQS. Ends when the queue is empty.",
    )
    .option(
      "--input <path>",
      "log file or folder to upload, again for more (default: the shipped samples)",
      collect,
      [],
    )
    .option("--context <key=value>", "configuration value, as `cdk -c` takes it; again for more", collect, [])
    .option("--config <file>", "configuration file: a cdk.json, or JSON with the forwarder tree")
    .option("--report <file>", "write the result as JSON")
    .option("--keep", "keep the folder with the synthesized stack", false)
    .option("--node <path>", "Node binary of the function's process (default: this one)")
    .option(
      "--time-scale <n>",
      "how much faster queue time passes than real time",
      parsePositive,
      DEFAULT_TIME_SCALE,
    )
    .option(
      "--messages <file>",
      `send each line as a message after the upload; ${"$"}{bucket} stands for the log bucket`,
    )
    .option("--no-notify", "upload without notifications")
    .option(
      "--secret <arn=value>",
      "value of a secret or parameter that the configuration names; again for more",
      collect,
      [],
    )
    .option(
      "--stand-ins",
      "play every destination on this machine, even one whose address the configuration names",
      false,
    )
    .option("--sandboxes <n>", "most function processes at a time (default: one per core)", parsePositive)
    .option("--chaos <spec>", CHAOS_HELP, parseChaos)
    .option("--json", "print the result as JSON", false)
    .action(async (options: LocalOptions) => {
      process.exitCode = await local(options);
    });
}

async function local(options: LocalOptions): Promise<number> {
  await checkFiles(options);
  const context = readContext({ pairs: options.context, configFile: options.config });
  const interrupt = watchInterrupt();
  const progress = createProgress(process.stderr, "messages");
  try {
    const secrets = parseSecrets(options.secret);
    const run: RunOptions = {
      ...options,
      synthesize: await createSynthesize(context.values),
      input: options.input.length > 0 ? options.input : [SAMPLES],
      isSampleInput: options.input.length === 0,
      messagesFile: options.messages,
      secrets,
      targets: context.hasDestination
        ? await planTargets(context.values, { secrets, standIns: options.standIns })
        : undefined,
      isEmbedded: !context.hasDestination,
      outputFolder: OUTPUT_FOLDER,
      onProgress: progress.update,
      onNotice: progress.notice,
      onStarted: interrupt.guard,
      signal: interrupt.signal,
    };
    const result = options.chaos ? await runChaos(run, options.chaos) : await runLocal(run);
    progress.stop();
    if (interrupt.signal.aborted) return INTERRUPTED;
    await print(result, options);
    const { balanced, dlq, chaos } = result.report;
    return balanced && dlq === 0 && (chaos?.lost ?? 0) === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    progress.stop();
    interrupt.release();
  }
}

async function print(result: RunResult, { report, json }: LocalOptions): Promise<void> {
  process.stdout.write(json ? `${JSON.stringify(result.report, undefined, 2)}\n` : formatResult(result));
  if (report) await writeResultFile("--report", report, result.report);
}

/** What can be told before anything is built. */
async function checkFiles({ input, messages, report }: LocalOptions): Promise<void> {
  await listInput(input);
  if (messages !== undefined && !existsSync(messages))
    throw new UsageError(`--messages ${messages}: no such file; give a file with one message body a line`);
  await prepareResultFile("--report", report);
}

/** What a shell calls the end by Ctrl-C. */
const INTERRUPTED = 130;

/** Ctrl-C ends the run in order; a second one, or any other end of this program, kills the function's processes. */
function watchInterrupt() {
  const controller = new AbortController();
  let stack: LocalStack | undefined;
  const kill = (): void => stack?.killAll();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    process.stderr.write("ending; again to end at once\n");
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("exit", kill);
  return {
    signal: controller.signal,
    guard: (started: LocalStack): void => {
      stack = started;
    },
    release: (): void => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
      process.off("exit", kill);
    },
  };
}

function collect(value: string, all: readonly string[]): string[] {
  return [...all, value];
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`Expected a number above 0, got ${JSON.stringify(text)}.`);
  return value;
}
