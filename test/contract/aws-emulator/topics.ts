import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type AwsClients, createBucket, createQueue, type Declare, receive, uniqueName } from "./clients.ts";

/** SNS topics in front of queues; spoken by hand, since the project has no SNS client. */
export function topicContract(clients: () => AwsClients, declare: Declare): void {
  declare(
    "puts a published message into every queue: in an envelope, or as it is when delivery is raw",
    async () => {
      const wrapped = await createQueue(clients());
      const raw = await createQueue(clients());
      const topic = await createTopic(clients());
      await subscribe(clients(), topic, wrapped.arn);
      await subscribe(clients(), topic, raw.arn, { RawMessageDelivery: "true" });
      await sns(clients(), { Action: "Publish", TopicArn: topic, Message: '{"a": "é & <b>"}', Subject: "s" });

      const [inEnvelope] = await receive(clients(), wrapped);
      const [asItIs] = await receive(clients(), raw);

      expect(asItIs?.Body).toBe('{"a": "é & <b>"}');
      expect(JSON.parse(inEnvelope?.Body ?? "")).toMatchObject({
        Type: "Notification",
        TopicArn: topic,
        Subject: "s",
        Message: '{"a": "é & <b>"}',
      });
    },
  );

  declare("carries a bucket's notifications to the queues of a topic", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const queue = await createQueue(clients());
    const topic = await createTopic(clients());
    await subscribe(clients(), topic, queue.arn);
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {
          TopicConfigurations: [{ TopicArn: topic, Events: ["s3:ObjectCreated:*"] }],
        },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));

    const messages = await receive(clients(), queue, 2);

    const inner = messages.map(({ Body = "" }) => JSON.parse(JSON.parse(Body).Message));
    expect(inner.map(({ Event }) => Event).filter(Boolean)).toEqual(["s3:TestEvent"]);
    expect(inner.flatMap(({ Records = [] }) => Records)).toMatchObject([{ s3: { object: { key: "k" } } }]);
  });

  declare("says that a topic does not exist", async () => {
    const topic = `arn:aws:sns:us-east-1:${await account(clients())}:${uniqueName("absent")}`;

    const { status, body } = await sns(clients(), { Action: "Publish", TopicArn: topic, Message: "m" });

    expect(status).toBe(404);
    expect(body).toContain("<Code>NotFound</Code>");
  });
}

async function account(clients: AwsClients): Promise<string> {
  return (await createQueue(clients)).arn.split(":")[4] ?? "";
}

async function createTopic(clients: AwsClients): Promise<string> {
  const { body } = await sns(clients, { Action: "CreateTopic", Name: uniqueName("topic") });
  return /<TopicArn>([^<]+)<\/TopicArn>/.exec(body)?.[1] ?? "";
}

async function subscribe(
  clients: AwsClients,
  TopicArn: string,
  Endpoint: string,
  attributes: Record<string, string> = {},
): Promise<void> {
  const entries = Object.entries(attributes).flatMap(([key, value], index) => [
    [`Attributes.entry.${index + 1}.key`, key],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  await sns(clients, {
    Action: "Subscribe",
    TopicArn,
    Protocol: "sqs",
    Endpoint,
    ...Object.fromEntries(entries),
  });
}

async function sns(
  { endpoint }: AwsClients,
  form: Record<string, string>,
): Promise<{ status: number; body: string }> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: new URLSearchParams({ Version: "2010-03-31", ...form }),
  });
  return { status: response.status, body: await response.text() };
}
