import {
  ChangeMessageVisibilityCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { type AwsClients, createQueue, type Declare, failureOf, receive, type TestQueue } from "./clients.ts";

/** The dead-letter queue and the way back. */
export function redriveContract(clients: () => AwsClients, declare: Declare): void {
  declare(
    "moves a message to the dead-letter queue when it was received as often as the policy allows",
    async () => {
      const { source, deadLetters } = await queueWithDeadLetters(clients());
      const id = await fail(clients(), source, 2);

      const fromSource = await receiveOnce(clients(), source);
      const [dead] = await receive(clients(), deadLetters);

      expect(fromSource).toEqual([]);
      expect(dead?.MessageId).toBe(id);
      expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe(source.arn);
    },
  );

  declare("moves dead letters back to where they came from, as new messages", async () => {
    const { source, deadLetters } = await queueWithDeadLetters(clients());
    const id = await fail(clients(), source, 2);
    await receiveOnce(clients(), source);
    await clients().sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn }));

    const [back] = await receive(clients(), source);
    const { Results } = await clients().sqs.send(
      new ListMessageMoveTasksCommand({ SourceArn: deadLetters.arn }),
    );

    expect(back?.Body).toBe("poison");
    expect(back?.MessageId).not.toBe(id);
    expect(back?.Attributes?.ApproximateReceiveCount).toBe("1");
    expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
    expect(Results?.[0]?.TaskHandle).toBeUndefined();
  });

  declare("stops a move at a message that came from no queue, unless it is told where to", async () => {
    const { source, deadLetters } = await queueWithDeadLetters(clients());
    const { sqs } = clients();
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters.url, MessageBody: "from a topic" }));
    const move = async (DestinationArn?: string) => {
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn, DestinationArn }));
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetters.arn }));
      return Results?.[0];
    };

    expect(await move()).toMatchObject({
      Status: "FAILED",
      FailureReason: "CouldNotDetermineMessageSource",
      ApproximateNumberOfMessagesMoved: 0,
    });
    expect(await move(source.arn)).toMatchObject({
      Status: "COMPLETED",
      DestinationArn: source.arn,
      ApproximateNumberOfMessagesMoved: 1,
    });
    expect((await receive(clients(), source)).map(({ Body }) => Body)).toEqual(["from a topic"]);
  });

  declare("refuses a move to a queue that does not exist", async () => {
    const { deadLetters } = await queueWithDeadLetters(clients());

    const failure = await failureOf(
      clients().sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: deadLetters.arn,
          DestinationArn: `${deadLetters.arn}-nowhere`,
        }),
      ),
    );

    expect(failure.name).toBe("ResourceNotFoundException");
  });

  declare("moves only out of a queue that is somebody's dead-letter queue", async () => {
    const queue = await createQueue(clients());

    const failure = await failureOf(
      clients().sqs.send(new StartMessageMoveTaskCommand({ SourceArn: queue.arn })),
    );

    expect(failure).toMatchObject({ name: "InvalidParameterValue", status: 400 });
  });

  declare("lists the queues whose dead letters come here", async () => {
    const { source, deadLetters } = await queueWithDeadLetters(clients());

    const { queueUrls } = await clients().sqs.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters.url }),
    );

    expect(queueUrls).toEqual([source.url]);
  });
}

async function queueWithDeadLetters(clients: AwsClients) {
  const deadLetters = await createQueue(clients);
  const source = await createQueue(clients, {
    VisibilityTimeout: "600",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 }),
  });
  return { source, deadLetters };
}

/** Asks once and does not wait: enough for a queue to move what was received too often. */
async function receiveOnce({ sqs }: AwsClients, queue: TestQueue): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 0 }),
  );
  return Messages;
}

/** Sends a message and receives it this often without settling it. */
async function fail(clients: AwsClients, queue: TestQueue, times: number): Promise<string | undefined> {
  const { MessageId } = await clients.sqs.send(
    new SendMessageCommand({ QueueUrl: queue.url, MessageBody: "poison" }),
  );
  for (let receives = 0; receives < times; receives += 1) {
    const [message] = await receive(clients, queue);
    await clients.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue.url,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
  }
  return MessageId;
}
