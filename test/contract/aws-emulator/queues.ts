import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { type AwsClients, createQueue, type Declare, failureOf, receive, type TestQueue } from "./clients.ts";

/** Queues: at least once, hidden while received, gone when deleted. */
export function queueContract(clients: () => AwsClients, declare: Declare): void {
  declare("hands out a message with its body, attributes and receive count", async () => {
    const queue = await createQueue(clients());
    const sent = await clients().sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: 'ünïcode "body"\n',
        MessageAttributes: {
          hop: { DataType: "Number", StringValue: "2" },
          raw: { DataType: "Binary", BinaryValue: Buffer.from([1, 2, 255]) },
        },
      }),
    );

    const [message] = await receive(clients(), queue);

    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'ünïcode "body"\n',
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: "1" },
      MessageAttributes: { hop: { DataType: "Number", StringValue: "2" } },
    });
    expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThan(1_600_000_000_000);
    expect(Number(message?.Attributes?.ApproximateFirstReceiveTimestamp)).toBeGreaterThan(1_600_000_000_000);
  });

  declare("hides a received message, and shows it again when its visibility is set to 0", async () => {
    const queue = await createQueue(clients(), { VisibilityTimeout: "600" });
    await send(clients(), queue, "again");
    const [first] = await receive(clients(), queue);
    const hidden = await clients().sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 0 }),
    );
    await clients().sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue.url,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );

    const [second] = await receive(clients(), queue);

    expect(hidden.Messages).toBeUndefined();
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  declare("shows a message again when its visibility timeout is over", async () => {
    const queue = await createQueue(clients(), { VisibilityTimeout: "1" });
    await send(clients(), queue, "again");
    await receive(clients(), queue);

    const [second] = await receive(clients(), queue);

    expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  declare("answers a long poll as soon as a message comes", async () => {
    const queue = await createQueue(clients());
    const poll = clients().sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 20 }));
    await send(clients(), queue, "late");

    const { Messages } = await poll;

    expect(Messages?.map(({ Body }) => Body)).toEqual(["late"]);
  });

  declare("counts what is visible, in flight and delayed", async () => {
    const queue = await createQueue(clients(), { VisibilityTimeout: "600" });
    await send(clients(), queue, "first");
    await receive(clients(), queue);
    await send(clients(), queue, "second");
    await send(clients(), queue, "third", 900);

    const { Attributes } = await clients().sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["All"] }),
    );

    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
      VisibilityTimeout: "600",
    });
  });

  declare("sends and deletes in batches, and names the entries that fail", async () => {
    const queue = await createQueue(clients());
    const sent = await clients().sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: [
          { Id: "a", MessageBody: "one" },
          { Id: "b", MessageBody: "two" },
        ],
      }),
    );
    const messages = await receive(clients(), queue, 2);
    const deleted = await clients().sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: [
          ...messages.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle })),
          { Id: "bad", ReceiptHandle: "not a handle" },
        ],
      }),
    );

    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["a", "b"]);
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(["m0", "m1"]);
    expect(deleted.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([["bad", "ReceiptHandleIsInvalid"]]);
  });

  declare("refuses a batch that is empty or has two entries of one id", async () => {
    const queue = await createQueue(clients());
    const batch = (ids: string[]) =>
      failureOf(
        clients().sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: queue.url,
            Entries: ids.map((Id) => ({ Id, MessageBody: "x" })),
          }),
        ),
      );

    expect(await batch([])).toMatchObject({ name: "EmptyBatchRequest" });
    expect(await batch(["a", "a"])).toMatchObject({ name: "BatchEntryIdsNotDistinct" });
  });

  declare("refuses bodies that SQS cannot carry", async () => {
    const queue = await createQueue(clients(), { MaximumMessageSize: "1024" });

    const control = await failureOf(send(clients(), queue, "bell \u0007"));
    const large = await failureOf(send(clients(), queue, "x".repeat(1025)));
    const exact = await failureOf(
      send(clients(), queue, "x".repeat(1024)).then(() => {
        throw Object.assign(new Error("accepted"), { name: "Accepted" });
      }),
    );

    expect(control).toMatchObject({ name: "InvalidMessageContents", status: 400 });
    expect(large).toMatchObject({ name: "InvalidParameterValue", status: 400 });
    expect(exact).toMatchObject({ name: "Accepted" });
  });

  declare("changes a queue's settings and refuses unknown or impossible ones", async () => {
    const queue = await createQueue(clients());
    const set = (Attributes: Record<string, string>) =>
      clients().sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
    await set({ VisibilityTimeout: "1800" });

    const { Attributes } = await clients().sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ["VisibilityTimeout"] }),
    );

    expect(Attributes).toEqual({ VisibilityTimeout: "1800" });
    expect(await failureOf(set({ VisibilityTimeout: "43201" }))).toMatchObject({
      name: "InvalidAttributeValue",
    });
    expect(await failureOf(set({ Colour: "blue" }))).toMatchObject({ name: "InvalidAttributeName" });
  });

  declare("finds queues by name, and says when there is none", async () => {
    const queue = await createQueue(clients());
    const name = queue.arn.split(":").at(-1) ?? "";

    const found = await clients().sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const listed = await clients().sqs.send(new ListQueuesCommand({ QueueNamePrefix: name }));
    const failure = await failureOf(
      clients().sqs.send(new GetQueueUrlCommand({ QueueName: `${name}-absent` })),
    );

    expect(found.QueueUrl).toBe(queue.url);
    expect(listed.QueueUrls).toEqual([queue.url]);
    expect(failure).toEqual({ name: "QueueDoesNotExist", status: 400 });
  });

  declare("empties a queue", async () => {
    const queue = await createQueue(clients());
    await send(clients(), queue, "gone");
    await clients().sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));

    const { Messages } = await clients().sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 0 }),
    );

    expect(Messages).toBeUndefined();
  });

  declare("deletes with the newest receipt, also when the visibility timeout is over", async () => {
    const queue = await createQueue(clients(), { VisibilityTimeout: "600" });
    await send(clients(), queue, "x");
    const [message] = await receive(clients(), queue);
    const settle = { QueueUrl: queue.url, ReceiptHandle: message?.ReceiptHandle };
    await clients().sqs.send(new ChangeMessageVisibilityCommand({ ...settle, VisibilityTimeout: 0 }));
    await clients().sqs.send(new DeleteMessageCommand(settle));

    const { Messages } = await clients().sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 0 }),
    );

    expect(Messages).toBeUndefined();
  });

  declare("refuses to change the visibility of a message that nobody holds", async () => {
    const queue = await createQueue(clients(), { VisibilityTimeout: "600" });
    await send(clients(), queue, "x");
    const [message] = await receive(clients(), queue);
    const change = (VisibilityTimeout: number) =>
      clients().sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue.url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(0);

    expect(await failureOf(change(30))).toMatchObject({ name: "MessageNotInflight", status: 400 });
  });
}

async function send(
  { sqs }: AwsClients,
  queue: TestQueue,
  body: string,
  delaySeconds?: number,
): Promise<void> {
  await sqs.send(
    new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body, DelaySeconds: delaySeconds }),
  );
}
