import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listInput } from "../../input-files.ts";
import type { BatchOutcome } from "../lambda/event-source-mapping.ts";
import { type Received, Receiver, type ReceiverOptions } from "../receiver/receiver.ts";
import { wants } from "../s3/notification-rule.ts";
import type { StackSource } from "../template/template.ts";
import { InitWatch, queuesEmpty } from "./drain.ts";
import { FunctionLog } from "./function-log.ts";
import { keyOf } from "./input-keys.ts";
import { LocalStack } from "./local-stack.ts";
import { createReport, type RunReport } from "./report.ts";
import { addSecret } from "./secrets.ts";
import { sendMessages } from "./send-messages.ts";
import { uploadFiles } from "./upload.ts";

/** Synthesizes the stack into a folder. `receiverUrl` is the default destination, when the context names none. */
export type Synthesize = (facts: { readonly outdir: string; readonly receiverUrl?: string }) => StackSource;

export interface RunOptions {
  readonly synthesize: Synthesize;
  /** Files or folders with log files. */
  readonly input: readonly string[];
  /** Whether uploads are announced by the bucket. */
  readonly notify: boolean;
  /** File with one message body a line, sent after the upload. */
  readonly messagesFile?: string;
  /** ARN → value. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Whether the embedded receiver is the destination. */
  readonly isEmbedded: boolean;
  /** Folder for the delivered events and the function's log. */
  readonly outputFolder: string;
  /** Keeps the folder with the synthesized stack. */
  readonly keep: boolean;
  readonly timeScale: number;
  readonly node?: string;
  readonly sandboxes?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Something the reader should know at once, in one line. */
  readonly onNotice?: (text: string) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
  /** Called when there are processes to kill, for a program that is told to end. */
  readonly onStarted?: (stack: LocalStack) => void;
  /** Failing answers of the embedded receiver, for tests. */
  readonly refuse?: ReceiverOptions["refuse"];
}

export interface RunResult {
  readonly report: RunReport;
  readonly stackName: string;
  readonly imbalances: readonly string[];
  readonly problems: FunctionLog["problems"];
  readonly received?: Received;
  /** The function's memory, as the template says. */
  readonly memoryMb: number;
  /** Uploaded objects that no notification rule wanted. */
  readonly unannounced: readonly string[];
  readonly eventsFile?: string;
  readonly logFile: string;
  /** With `keep`: the folder with the synthesized stack. */
  readonly keptFolder?: string;
}

/** Runs the main job on this machine, from synthesis to the last message, and cleans up after itself. */
export async function runLocal(options: RunOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const files = await listInput(options.input);
  const folder = await mkdtemp(join(tmpdir(), "forwarder-local-"));
  await mkdir(options.outputFolder, { recursive: true });
  const eventsFile = join(options.outputFolder, "events.ndjson");
  const logFile = join(options.outputFolder, "function.log");
  const certificateFile = join(folder, "receiver.pem");
  const receiver = options.isEmbedded
    ? await Receiver.start({ eventsFile, certificateFile, refuse: options.refuse })
    : undefined;
  const log = new FunctionLog(logFile);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  options.signal?.addEventListener("abort", end);
  const initWatch = new InitWatch();
  let hopeless: Error | undefined;
  let settled = 0;
  let stack: LocalStack | undefined;
  const onBatch = (outcome: BatchOutcome): void => {
    settled += outcome.deleted;
    hopeless ??= initWatch.note(outcome);
    if (outcome.failure && !["error", "stopped"].includes(outcome.failure.failure))
      options.onNotice?.(`${outcome.failure.message}; its ${outcome.received} messages return to the queue`);
    if (hopeless) end();
  };
  try {
    const source = options.synthesize({ outdir: join(folder, "cdk.out"), receiverUrl: receiver?.url });
    stack = await LocalStack.create(source, {
      ...options,
      extraCaFile: receiver ? certificateFile : undefined,
      onLine: log.add,
      onBatch,
    });
    options.onStarted?.(stack);
    const { pipelines, logBucket } = stack;
    for (const [arn, value] of options.secrets) addSecret(stack.aws.state, arn, value);
    const queues = pipelines.map(({ queue }) => queue);
    const bucket = stack.aws.state.buckets.get(logBucket);
    const rules = bucket.notifications;
    if (!options.notify) bucket.notifications = [];
    stack.startPolling();
    const uploads = files.map((file) => ({ path: file.path, key: keyOf(file, rules[0]) }));
    const isAnnounced = (key: string): boolean =>
      bucket.notifications.some((rule) => wants(rule, "ObjectCreated:Put", key));
    let uploaded = 0;
    const showProgress = (): void => {
      const open = queues.reduce((sum, queue) => sum + openMessages(queue.counts()), 0);
      options.onProgress?.(settled, settled + open + (uploads.length - uploaded) * pipelines.length);
    };
    const ticking = setInterval(showProgress, 250);
    try {
      await uploadFiles({
        endpoint: stack.aws.endpoint,
        bucket: logBucket,
        files: uploads,
        onDone: () => {
          uploaded += 1;
        },
        signal: ending.signal,
      });
      if (options.messagesFile) await sendMessages(options.messagesFile, queues, logBucket);
      await queuesEmpty(queues, ending.signal);
    } finally {
      clearInterval(ticking);
    }
    const deadLetters = pipelines.reduce(
      (sum, pipeline) => sum + (pipeline.deadLetters?.counts().visible ?? 0),
      0,
    );
    const expiredMessages = queues.reduce((sum, queue) => sum + queue.expired, 0);
    await stack.stop();
    if (hopeless) throw hopeless;
    const statistics = pipelines.map(({ host }) => host.statistics);
    const announced = uploads.filter(({ key }) => isAnnounced(key)).length;
    const { report, imbalances } = createReport(log, {
      settledMessages: settled,
      deadLetters,
      expiredMessages,
      announcedObjects: announced * pipelines.length,
      invocations: statistics.reduce((sum, { invocations }) => sum + invocations, 0),
      peakRssMb: Math.max(0, ...statistics.map(({ peakRssMb }) => peakRssMb)),
      durationMs: performance.now() - startedMs,
      received: receiver?.received,
    });
    return {
      report,
      stackName: source.stackName,
      imbalances,
      problems: log.problems,
      received: receiver?.received,
      memoryMb: Math.max(0, ...pipelines.map(({ plan }) => plan.spec.memoryMb)),
      unannounced: options.notify ? uploads.map(({ key }) => key).filter((key) => !isAnnounced(key)) : [],
      eventsFile: receiver ? eventsFile : undefined,
      logFile,
      keptFolder: options.keep ? folder : undefined,
    };
  } finally {
    options.signal?.removeEventListener("abort", end);
    await stack?.stop();
    await receiver?.stop();
    await log.close();
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}

function openMessages({
  visible,
  inFlight,
  delayed,
}: {
  visible: number;
  inFlight: number;
  delayed: number;
}): number {
  return visible + inFlight + delayed;
}
