import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { EXIT } from "../exit.ts";
import { createProgress } from "../local/run/progress.ts";
import { type Deployment, required } from "../operate/deployment.ts";
import type { RedriveOptions } from "./options.ts";

/** SQS moves at most this many messages a second. */
const FASTEST = 500;
const LOOK_EVERY_MS = 500;

/**
 * Lets SQS itself move dead letters back to where they came from; it goes on when this program ends. A move that is under
 * way already is watched instead of started again.
 */
export async function redriveDeadLetters(deployment: Deployment, options: RedriveOptions): Promise<number> {
  const url = required(deployment.deadLetterQueueUrl, "--dlq-url");
  const sqs = new SQSClient({});
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
    }),
  );
  const SourceArn = Attributes.QueueArn;
  const waiting = Number(Attributes.ApproximateNumberOfMessages ?? 0);
  if (options.dryRun || waiting === 0) return report({ waiting, moved: 0 }, options);
  if (!(await runningTask(sqs, SourceArn)))
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn,
        MaxNumberOfMessagesPerSecond: Math.min(FASTEST, Math.max(1, Math.floor(options.rate))),
      }),
    );
  const progress = createProgress(process.stderr, "messages moved");
  for (;;) {
    const task = await latestTask(sqs, SourceArn);
    const moved = Number(task?.ApproximateNumberOfMessagesMoved ?? 0);
    progress.update(moved, Math.max(moved, Number(task?.ApproximateNumberOfMessagesToMove ?? waiting)));
    if (task?.Status !== "RUNNING") {
      progress.stop();
      const code = report({ waiting, moved, status: task?.Status, why: task?.FailureReason }, options);
      return task?.Status === "COMPLETED" ? code : EXIT.findings;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function latestTask(sqs: SQSClient, SourceArn: string | undefined) {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }));
  return Results[0];
}

async function runningTask(sqs: SQSClient, SourceArn: string | undefined): Promise<boolean> {
  return (await latestTask(sqs, SourceArn))?.Status === "RUNNING";
}

function report(
  result: { waiting: number; moved: number; status?: string; why?: string },
  { json, dryRun }: RedriveOptions,
): number {
  const { waiting, moved, status, why } = result;
  const text = dryRun
    ? `${waiting} messages wait in the dead-letter queue; none was moved.\n`
    : `${moved} of ${waiting} messages moved back to the queue${status && status !== "COMPLETED" ? ` (${status}: ${why ?? "no reason given"})` : ""}.\n`;
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : text);
  return EXIT.ok;
}
