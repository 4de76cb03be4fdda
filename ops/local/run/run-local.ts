import { join } from "node:path";
import type { BatchOutcome } from "../lambda/event-source-mapping.ts";
import { InitWatch } from "./drain.ts";
import { type Fed, feed } from "./feed.ts";
import { writeFreshSamples } from "./fresh-samples.ts";
import { LocalStack } from "./local-stack.ts";
import { createReport, type RunFacts } from "./report.ts";
import type { RunOptions, RunResult } from "./run-options.ts";
import { addSecret } from "./secrets.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/**
 * Runs the main job on this machine, from synthesis to the last message, and cleans up after itself.
 * @throws {TemplateError} for a stack that cannot be emulated, {FunctionFailure} for a function that does not start.
 */
export async function runLocal(options: RunOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const workspace = await openWorkspace(options);
  const batches = new BatchWatch(options);
  options.signal?.addEventListener("abort", batches.end);
  let stack: LocalStack | undefined;
  try {
    const { folder, receiver, targets, certificateFile, log } = workspace;
    const source = options.synthesize({
      outdir: join(folder, "cdk.out"),
      receiverUrl: receiver?.url,
      context: targets?.context,
    });
    stack = await LocalStack.create(source, {
      ...options,
      extraCaFile: receiver || targets ? certificateFile : undefined,
      onLine: log.add,
      onBatch: batches.note,
    });
    for (const [arn, value] of new Map([...options.secrets, ...(targets?.secrets ?? [])]))
      addSecret(stack.aws.state, arn, value);
    targets?.provision(stack.aws);
    options.onStarted?.(stack);
    stack.startPolling();
    const ageLimit = options.isSampleInput ? targets?.ageLimit : undefined;
    const fed = await feed(stack, {
      ...options,
      input: ageLimit
        ? [await writeFreshSamples(options.outputFolder, ageLimit.hours, Date.now())]
        : options.input,
      signal: batches.signal,
      onProgress: (open) => options.onProgress?.(batches.settled, batches.settled + open),
    });
    await options.onDrained?.(stack, batches.signal);
    await targets?.collect(stack.aws);
    const messages = messageFacts(stack);
    // The last words of the function are read when its processes have ended.
    await stack.stop();
    if (batches.hopeless) throw batches.hopeless;
    return describeRun(options, workspace, stack, fed, {
      ...messages,
      settledMessages: batches.settled,
      durationMs: performance.now() - startedMs,
      ageLimit,
    });
  } finally {
    options.signal?.removeEventListener("abort", batches.end);
    await stack?.stop();
    await workspace.close();
  }
}

/** Counts what the batches settle, and ends a run without hope. */
class BatchWatch {
  settled = 0;
  hopeless: Error | undefined;
  readonly #ending = new AbortController();
  readonly #initWatch = new InitWatch();
  readonly #onNotice: RunOptions["onNotice"];

  constructor({ onNotice }: RunOptions) {
    this.#onNotice = onNotice;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  readonly end = (): void => this.#ending.abort();

  readonly note = (outcome: BatchOutcome): void => {
    this.settled += outcome.deleted;
    const { failure, received } = outcome;
    // What a handler throws is in its log; the rest nobody else tells.
    if (failure && failure.failure !== "error" && failure.failure !== "stopped")
      this.#onNotice?.(`${failure.message}; ${received} messages return to the queue`);
    this.hopeless ??= this.#initWatch.note(outcome);
    if (this.hopeless) this.end();
  };
}

function messageFacts({ pipelines }: LocalStack): Pick<RunFacts, "deadLetters" | "expiredMessages"> {
  const targets = new Set(pipelines.flatMap(({ deadLetters }) => deadLetters ?? []));
  return {
    deadLetters: [...targets].reduce((sum, queue) => sum + queue.counts().visible, 0),
    expiredMessages: pipelines.reduce((sum, { queue }) => sum + queue.expired, 0),
  };
}

function describeRun(
  options: RunOptions,
  workspace: Workspace,
  { pipelines, plan, stackName }: LocalStack,
  fed: Fed,
  {
    ageLimit,
    ...facts
  }: Pick<RunFacts, "deadLetters" | "expiredMessages" | "settledMessages" | "durationMs"> &
    Pick<RunResult, "ageLimit">,
): RunResult {
  const { log, logFile, eventsFile, receiver, targets, folder } = workspace;
  const arrived = targets?.arrived() ?? new Map();
  const statistics = pipelines.map(({ host }) => host.statistics);
  const { report, imbalances } = createReport(log, {
    ...facts,
    announcedObjects: fed.announced.length * pipelines.length,
    invocations: statistics.reduce((sum, { invocations }) => sum + invocations, 0),
    peakRssMb: Math.max(0, ...statistics.map(({ peakRssMb }) => peakRssMb)),
    received: receiver?.received,
    arrived,
    arrivalProblems: targets?.problems,
  });
  return {
    report,
    imbalances,
    stackName,
    problems: log.problems,
    received: receiver?.received,
    memoryMb: Math.max(0, ...plan.pipelines.map(({ spec }) => spec.memoryMb)),
    ageLimit,
    announced: fed.announced,
    unannounced: fed.unannounced,
    eventsFile: receiver ? eventsFile : undefined,
    arrived,
    arrivalFiles: targets?.files ?? new Map(),
    logFile,
    keptFolder: options.keep ? folder : undefined,
  };
}
