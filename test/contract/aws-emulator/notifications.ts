import {
  DeleteObjectCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type QueueConfiguration,
} from "@aws-sdk/client-s3";
import { type AwsClients, createBucket, createQueue, type Declare, failureOf, receive } from "./clients.ts";

const CREATED: Event[] = ["s3:ObjectCreated:*"];

/** Bucket notifications to a queue. */
export function notificationContract(clients: () => AwsClients, declare: Declare): void {
  declare("sends s3:TestEvent, a flat object, when a queue is configured", async () => {
    const Bucket = await createBucket(clients());
    const queue = await createQueue(clients());
    await configure(clients(), Bucket, [{ QueueArn: queue.arn, Events: CREATED }]);

    const [message] = await receive(clients(), queue);

    const body = JSON.parse(message?.Body ?? "");
    expect(body).toMatchObject({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket });
    expect(Object.keys(body).sort()).toEqual(["Bucket", "Event", "HostId", "RequestId", "Service", "Time"]);
  });

  declare("tells the queue of an object, with its key form-encoded, its size, etag and version", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const queue = await createQueue(clients());
    await configure(clients(), Bucket, [{ Id: "logs", QueueArn: queue.arn, Events: CREATED }]);
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: "a b/c+d=é(1).json.gz", Body: "12345" }));

    const messages = await receive(clients(), queue, 2);

    const bodies = messages.map(({ Body = "" }) => JSON.parse(Body)).filter(({ Records }) => Records);
    expect(bodies).toHaveLength(1);
    const [record] = bodies[0].Records;
    expect(record).toMatchObject({
      eventSource: "aws:s3",
      awsRegion: "us-east-1",
      eventName: "ObjectCreated:Put",
    });
    expect(record.eventVersion).toMatch(/^2\.\d+$/);
    expect(record.s3).toMatchObject({
      configurationId: "logs",
      bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
    });
    expect(record.s3.object).toMatchObject({
      key: "a+b/c%2Bd%3D%C3%A9%281%29.json.gz",
      size: 5,
      eTag: put.ETag?.replaceAll('"', ""),
      versionId: put.VersionId,
    });
    expect(record.s3.object.sequencer).toMatch(/^[0-9A-F]+$/i);
  });

  declare("tells only of keys with the rule's prefix and suffix", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const queue = await createQueue(clients());
    const Filter = {
      Key: {
        FilterRules: [
          { Name: "prefix" as const, Value: "AWSLogs/" },
          { Name: "suffix" as const, Value: ".json.gz" },
        ],
      },
    };
    await configure(clients(), Bucket, [{ QueueArn: queue.arn, Events: CREATED, Filter }]);
    for (const Key of ["AWSLogs/a.json", "other/a.json.gz", "AWSLogs/a.json.gz"])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));

    const messages = await receive(clients(), queue, 2);

    const keys = messages
      .map(({ Body = "" }) => JSON.parse(Body))
      .flatMap(({ Records = [] }) =>
        Records.map((record: { s3: { object: { key: string } } }) => record.s3.object.key),
      );
    expect(keys).toEqual(["AWSLogs/a.json.gz"]);
  });

  declare("tells of a removal only those who asked for removals", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const created = await createQueue(clients());
    const removed = await createQueue(clients());
    await configure(clients(), Bucket, [
      { QueueArn: created.arn, Events: CREATED },
      { QueueArn: removed.arn, Events: ["s3:ObjectRemoved:*"] },
    ]);
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));

    const names = async (queue: typeof created) =>
      (await receive(clients(), queue, 2))
        .map(({ Body = "" }) => JSON.parse(Body))
        .flatMap(({ Records = [] }) => Records.map(({ eventName }: { eventName: string }) => eventName));

    expect(await names(created)).toEqual(["ObjectCreated:Put"]);
    expect(await names(removed)).toEqual(["ObjectRemoved:Delete"]);
  });

  declare("gives back the configuration it was given, and replaces it as a whole", async () => {
    const { s3 } = clients();
    const Bucket = await createBucket(clients());
    const first = await createQueue(clients());
    const second = await createQueue(clients());
    await configure(clients(), Bucket, [{ Id: "one", QueueArn: first.arn, Events: CREATED }]);
    await configure(clients(), Bucket, [{ Id: "two", QueueArn: second.arn, Events: CREATED }]);

    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));

    expect(QueueConfigurations).toEqual([{ Id: "two", QueueArn: second.arn, Events: CREATED }]);
  });

  declare("refuses two rules that overlap, and a queue that does not exist", async () => {
    const Bucket = await createBucket(clients());
    const queue = await createQueue(clients());

    const overlap = await failureOf(
      configure(clients(), Bucket, [
        { Id: "a", QueueArn: queue.arn, Events: CREATED },
        { Id: "b", QueueArn: queue.arn, Events: ["s3:ObjectCreated:Put"] },
      ]),
    );
    const absent = await failureOf(
      configure(clients(), Bucket, [{ QueueArn: `${queue.arn}-absent`, Events: CREATED }]),
    );

    expect(overlap).toEqual({ name: "InvalidArgument", status: 400 });
    expect(absent).toEqual({ name: "InvalidArgument", status: 400 });
  });
}

async function configure({ s3 }: AwsClients, Bucket: string, rules: QueueConfiguration[]): Promise<void> {
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { QueueConfigurations: rules },
    }),
  );
}
