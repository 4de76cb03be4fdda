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
/** What SQS says of a message that came to the dead-letter queue from no queue, when it is told no destination. */
const NO_SOURCE = "CouldNotDetermineMessageSource";

/**
 * Lets SQS itself move dead letters to the pipeline's queue; it goes on when this program ends. A move that is under way
 * already is watched instead of started again. The queue is named to SQS, because it moves back by itself only what a queue
 * gave up, and stops at a message that a topic or an EventBridge rule could not deliver.
 */
export async function redriveDeadLetters(deployment: Deployment, options: RedriveOptions): Promise<number> {
  const url = required(deployment.deadLetterQueueUrl, "--dlq-url");
  const sqs = new SQSClient({});
  const { arn: SourceArn, waiting } = await look(sqs, url);
  if (options.dryRun || waiting === 0) return report({ waiting, moved: 0 }, options);
  if (!(await runningTask(sqs, SourceArn)))
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn,
        DestinationArn: deployment.queueUrl && (await look(sqs, deployment.queueUrl)).arn,
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

async function look(sqs: SQSClient, url: string): Promise<{ arn: string | undefined; waiting: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
    }),
  );
  return { arn: Attributes.QueueArn, waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
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
    : `${moved} of ${waiting} messages moved back to the queue${status && status !== "COMPLETED" ? ` (${status}: ${why ?? "no reason given"}${why === NO_SOURCE ? "; name the queue they shall go to with --queue-url" : ""})` : ""}.\n`;
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : text);
  return EXIT.ok;
}
