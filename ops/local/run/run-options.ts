import type { Arrived } from "../destinations/target.ts";
import type { AgeLimit, TargetsPlan } from "../destinations/targets.ts";
import type { InvocationWatch } from "../lambda/function-host.ts";
import type { Received, ReceiverOptions } from "../receiver/receiver.ts";
import type { StackSource } from "../template/template.ts";
import type { Problem } from "./function-log.ts";
import type { LocalStack } from "./local-stack.ts";
import type { RunReport } from "./report.ts";

/**
 * Synthesizes the stack into a folder. `receiverUrl` is the default destination, when the context names none; `context` is
 * the whole context, when what is played here changed it.
 */
export type Synthesize = (facts: {
  readonly outdir: string;
  readonly receiverUrl?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}) => StackSource;

/** What a run does, and with what. */
export interface RunOptions {
  readonly synthesize: Synthesize;
  /** Files or folders with log files. */
  readonly input: readonly string[];
  /** Whether `input` is only the samples, which may be dated anew for a destination that refuses what is old. */
  readonly isSampleInput?: boolean;
  /** Whether uploads are announced by the bucket. */
  readonly notify: boolean;
  /** File with one message body a line, sent after the upload. */
  readonly messagesFile?: string;
  /** ARN → value. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Whether the embedded receiver is the destination. */
  readonly isEmbedded: boolean;
  /** Destinations of the context that are played on this machine. */
  readonly targets?: TargetsPlan;
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
  /** Called when the stack runs, with the means to inject faults and to kill its processes. */
  readonly onStarted?: (stack: LocalStack) => void;
  readonly onInvocation?: InvocationWatch;
  /** Called when the queues are empty, before anything is stopped; what it makes happen still counts. */
  readonly onDrained?: (stack: LocalStack, signal: AbortSignal) => Promise<void>;
  /** Failing answers of the embedded receiver, and of every destination that is played here. */
  readonly refuse?: ReceiverOptions["refuse"];
}

export interface RunResult {
  readonly report: RunReport;
  readonly stackName: string;
  /** What does not add up, in words; empty when the books balance. */
  readonly imbalances: readonly string[];
  /** Warnings and errors of the function, the first of them. */
  readonly problems: readonly Problem[];
  /** What the embedded receiver got, when it was the destination. */
  readonly received?: Received;
  /** The function's memory, as the template says. */
  readonly memoryMb: number;
  /** Set when the samples were dated anew: because of whom. */
  readonly ageLimit?: AgeLimit;
  /** Paths of the uploaded files that somebody was told of. */
  readonly announced: readonly string[];
  /** Uploaded objects that no notification rule wanted. */
  readonly unannounced: readonly string[];
  readonly eventsFile?: string;
  /** What arrived at each destination that was played here, and the file it was written to. */
  readonly arrived: ReadonlyMap<string, Arrived>;
  readonly arrivalFiles: ReadonlyMap<string, string>;
  readonly logFile: string;
  /** With `keep`: the folder with the synthesized stack. */
  readonly keptFolder?: string;
}
