import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../../exit.ts";
import { queuesEmpty } from "../run/drain.ts";
import type { LocalStack } from "../run/local-stack.ts";
import { runLocal } from "../run/run-local.ts";
import type { RunOptions, RunResult } from "../run/run-options.ts";
import { Chaos } from "./chaos.ts";
import { type Comparison, compareIds } from "./event-ids.ts";
import type { ChaosSpec } from "./spec.ts";

/**
 * A run in which things go wrong, and its proof: the ids of all records of the announced files are compared with those
 * that arrived. What chaos drove into the dead-letter queue is redriven once in calm, as an operator would after an
 * outage; what is there after that is the function's own verdict.
 * @throws {UsageError} for a destination that is not played here or without notifications: nothing could be compared then.
 */
export async function runChaos(options: RunOptions, spec: ChaosSpec): Promise<RunResult> {
  if (!options.isEmbedded && (options.targets?.hasOthers ?? true))
    throw new UsageError(
      "--chaos: what arrives at an address of the configuration cannot be counted; add --stand-ins, which plays every destination on this machine",
    );
  if (!options.notify)
    throw new UsageError("--chaos: nothing would be announced with --no-notify; leave one of them out");
  const chaos = new Chaos(spec);
  let redriven = 0;
  const result = await runLocal({
    ...options,
    refuse: (n) => options.refuse?.(n) ?? chaos.answer(),
    onInvocation: chaos.invocation,
    onStarted: (stack) => {
      chaos.disturb(stack);
      options.onStarted?.(stack);
    },
    onDrained: async (stack, signal) => {
      chaos.calm();
      redriven = await redrive(stack, signal);
      await options.onDrained?.(stack, signal);
    },
  });
  const { report, announced, eventsFile, arrivalFiles } = result;
  const { filtered, rejected } = report.records;
  const { expected, distinct, repeated, unknown } = await compareAll(announced, [
    ...(eventsFile ? [eventsFile] : []),
    ...arrivalFiles.values(),
  ]);
  // What was left out on purpose is counted by number: the function names no ids.
  const lost = Math.max(0, expected - distinct - filtered - rejected);
  const facts = { expected, distinct, lost, duplicates: repeated, unknown, redriven };
  return { ...result, report: { ...report, chaos: { spec: spec.text, injected: chaos.injected, ...facts } } };
}

/** Every destination has to get everything: their counts are added up. */
async function compareAll(announced: readonly string[], eventsFiles: readonly string[]): Promise<Comparison> {
  const sum = { expected: 0, distinct: 0, repeated: 0, unknown: 0 };
  for (const file of eventsFiles) {
    const one = await compareIds(announced, file);
    sum.expected += one.expected;
    sum.distinct += one.distinct;
    sum.repeated += one.repeated;
    sum.unknown += one.unknown;
  }
  return sum;
}

/** Sends all dead letters back to where they came from and waits until they are settled. Returns how many there were. */
async function redrive({ pipelines, aws }: LocalStack, signal: AbortSignal): Promise<number> {
  const { moves } = aws.state;
  const tasks = [...new Set(pipelines.flatMap(({ deadLetters }) => deadLetters ?? []))]
    .filter((queue) => !queue.isEmpty)
    .map((queue) => moves.start({ sourceArn: queue.arn }));
  const isRunning = (): boolean => tasks.some(({ status }) => status === "RUNNING");
  while (isRunning() && !signal.aborted) await sleep(50);
  await queuesEmpty(
    pipelines.map(({ queue }) => queue),
    signal,
  );
  return tasks.reduce((sum, { moved }) => sum + moved, 0);
}
