import { randomUUID } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";
import type { Cancel } from "../clock.ts";
import type { StoredMessage } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";
import { invalidValue } from "./sqs-errors.ts";

export type MoveStatus = "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";

/** Why a move ended early, in SQS's words. */
export type MoveFailure = "CouldNotDetermineMessageSource" | "AWS.SimpleQueueService.NonExistentQueue";

/** One redrive: messages go from a dead-letter queue back to where they came from, or to a named queue. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly maxPerSecond?: number;
  readonly startedMs: number;
  readonly toMove: number;
  moved: number;
  status: MoveStatus;
  failure?: MoveFailure;
}

/** Without a limit of its own a task moves this many messages a second (of queue time). */
const DEFAULT_PER_SECOND = 500;

/**
 * StartMessageMoveTask and its relatives. Moved messages get a new id and a new enqueue time, as on AWS. A task without a
 * destination fails at the first message that no queue gave up: one that a topic, a rule or a person put there.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html
 */
export class MoveTasks {
  readonly #store: QueueStore;
  readonly #tasks: MoveTask[] = [];
  readonly #pending = new Map<MoveTask, Cancel>();

  constructor(store: QueueStore) {
    this.#store = store;
  }

  start({
    sourceArn,
    destinationArn,
    maxPerSecond,
  }: {
    sourceArn: string;
    destinationArn?: string;
    maxPerSecond?: number;
  }): MoveTask {
    const source = this.#queue(sourceArn);
    if (destinationArn) this.#queue(destinationArn, "DestinationArn");
    if (destinationArn === sourceArn)
      throw invalidValue("DestinationArn", destinationArn, "Must not be the source queue itself.");
    if (!this.#store.all().some(({ settings }) => settings.redrive?.deadLetterTargetArn === sourceArn))
      throw new AwsError(
        "InvalidParameterValue",
        400,
        "Source queue must be configured as a Dead Letter Queue.",
      );
    if (this.list(sourceArn).some(({ status }) => status === "RUNNING"))
      throw new AwsError("UnsupportedOperation", 400, "There is already a task running.", {
        queryCode: "AWS.SimpleQueueService.UnsupportedOperation",
      });
    const task: MoveTask = {
      handle: Buffer.from(`${sourceArn} ${randomUUID()}`).toString("base64"),
      sourceArn,
      destinationArn,
      maxPerSecond,
      startedMs: this.#store.clock.now(),
      toMove: source.counts().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.#tasks.push(task);
    this.#step(task);
    return task;
  }

  /** Newest first. */
  list(sourceArn: string): MoveTask[] {
    this.#queue(sourceArn);
    return this.#tasks.filter((task) => task.sourceArn === sourceArn).reverse();
  }

  cancel(handle: string): MoveTask {
    const task = this.#tasks.find((candidate) => candidate.handle === handle);
    if (task?.status !== "RUNNING")
      throw new AwsError("ResourceNotFoundException", 404, "Task does not exist.");
    this.#pending.get(task)?.();
    this.#pending.delete(task);
    task.status = "CANCELLED";
    return task;
  }

  close(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
  }

  /** Moves one second's worth of messages, then waits for the next second. */
  #step(task: MoveTask): void {
    const source = this.#queue(task.sourceArn);
    this.#pending.delete(task);
    for (const message of source.peek(task.maxPerSecond ?? DEFAULT_PER_SECOND)) {
      const target = this.#targetOf(message, task);
      if (!target) return;
      source.remove(1);
      const { body, attributes, traceHeader } = message;
      target.send({ body, attributes, traceHeader }, 0);
      task.moved += 1;
    }
    if (source.counts().visible === 0) task.status = "COMPLETED";
    else
      this.#pending.set(
        task,
        this.#store.clock.after(1000, () => this.#step(task)),
      );
  }

  /** Where a message goes; without such a queue the task has failed, and the message stays where it is. */
  #targetOf({ deadLetterSourceArn }: StoredMessage, task: MoveTask): Queue | undefined {
    const arn = task.destinationArn ?? deadLetterSourceArn;
    const target = arn === undefined ? undefined : this.#store.byArn(arn);
    if (!target) {
      task.status = "FAILED";
      task.failure =
        arn === undefined ? "CouldNotDetermineMessageSource" : "AWS.SimpleQueueService.NonExistentQueue";
    }
    return target;
  }

  #queue(arn: string, parameter = "SourceArn"): Queue {
    const queue = this.#store.byArn(arn);
    if (!queue)
      throw new AwsError(
        "ResourceNotFoundException",
        404,
        `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      );
    return queue;
  }
}
