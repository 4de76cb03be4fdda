import { gunzipSync } from "node:zlib";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { setVariables } from "../support/aws-stub.ts";
import { deliverTo, eventOf, recordOf } from "../support/deliver-to.ts";
import { type Daemon, freePort, isInstalled, startDaemon, workFolder } from "./daemon.ts";

/**
 * The AWS destinations against an emulator that others wrote: moto's server (`pip install 'moto[server]'`), found on the PATH
 * or named by the variable MOTO_SERVER. What arrives is read back with plain SDK calls.
 */

const MOTO = process.env.MOTO_SERVER ?? "moto_server";
const hasMoto = isInstalled(MOTO, "--help");
const REGION = "eu-central-1";
const ACCOUNT = "123456789012";
const OPTIONS = { region: REGION };

let daemon: Daemon | undefined;
let restore = () => undefined as unknown;

beforeAll(async () => {
  if (!hasMoto) return;
  const port = await freePort();
  daemon = await startDaemon(MOTO, ["-H", "127.0.0.1", "-p", String(port)], { port, folder: workFolder({}) });
  restore = setVariables({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: REGION,
  });
});

afterAll(async () => {
  restore();
  await daemon?.stop();
});

const recently = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
const events = Array.from({ length: 37 }, (_, number) =>
  eventOf(
    recordOf(number, {
      eventTime: recently,
      requestParameters: { text: `"quoted" \\ \u00e9 \u{1F600}`, long: "x".repeat(number * 100) },
    }),
  ),
);
const allDelivered = events.map(() => "delivered");
const byId = (a: { eventID: string }, b: { eventID: string }) => (a.eventID < b.eventID ? -1 : 1);
const expectRecords = (texts: readonly string[]) =>
  expect(texts.map((text) => JSON.parse(text)).sort(byId)).toEqual(events.map(({ record }) => record));

async function queue(name: string, attributes = {}): Promise<{ url: string; arn: string }> {
  const { QueueUrl = "" } = await new SQSClient(OPTIONS).send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return { url: QueueUrl, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` };
}

async function bodies(url: string): Promise<string[]> {
  const client = new SQSClient({ ...OPTIONS, useQueueUrlAsEndpoint: false });
  const found: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body = "" }) => Body));
  }
}

const s3 = () => new S3Client({ ...OPTIONS, forcePathStyle: true });

async function bucket(name: string): Promise<string> {
  await s3().send(
    new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  return `arn:aws:s3:::${name}`;
}

async function objects(name: string): Promise<Map<string, Buffer>> {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: name }));
  const found = new Map<string, Buffer>();
  for (const { Key = "" } of Contents) {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: name, Key }));
    found.set(Key, Buffer.from((await Body?.transformToByteArray()) ?? []));
  }
  return found;
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");

(hasMoto ? describe : describe.skip)("moto (skipped when moto_server is not there; see MOTO_SERVER)", () => {
  it("takes every record by Firehose and writes lines that can be told apart", async () => {
    const arn = await bucket("firehose-target");
    await new FirehoseClient(OPTIONS).send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: "siem",
        ExtendedS3DestinationConfiguration: {
          BucketARN: arn,
          RoleARN: `arn:aws:iam::${ACCOUNT}:role/firehose`,
        },
      }),
    );
    const streamArn = `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/siem`;
    expect((await deliverTo({ type: "firehose", streamArn }, events)).outcomes).toEqual(allDelivered);
    expectRecords(
      [...(await objects("firehose-target")).values()].flatMap((content) => lines(String(content))),
    );
  });

  it("takes every record by Kinesis, spread over its shards", async () => {
    const client = new KinesisClient({ ...OPTIONS, requestHandler: new NodeHttpHandler() });
    await client.send(new CreateStreamCommand({ StreamName: "siem", ShardCount: 2 }));
    const StreamARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/siem`;
    expect((await deliverTo({ type: "kinesis", streamArn: StreamARN }, events)).outcomes).toEqual(
      allDelivered,
    );
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamARN }));
    const texts: string[] = [];
    for (const { ShardId } of Shards) {
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamName: "siem", ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      );
      const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
      expect(Records.length).toBeGreaterThan(0);
      texts.push(...Records.map(({ Data }) => Buffer.from(Data ?? []).toString("utf8")));
    }
    expectRecords(texts);
  });

  it("takes every record by SQS", async () => {
    const { url, arn } = await queue("siem");
    expect((await deliverTo({ type: "sqs", queueArn: arn }, events)).outcomes).toEqual(allDelivered);
    expectRecords(await bodies(url));
  });

  it("takes every record by a FIFO queue once, although it is sent twice", async () => {
    const { url, arn } = await queue("siem.fifo", { FifoQueue: "true" });
    const options = { type: "sqs", queueArn: arn, messageGroup: "event" };
    expect((await deliverTo(options, events)).outcomes).toEqual(allDelivered);
    expect((await deliverTo(options, events)).outcomes).toEqual(allDelivered);
    expectRecords(await bodies(url));
  });

  it("takes every record by EventBridge and matches a rule written for AWS's own events", async () => {
    const { url, arn } = await queue("rule-target");
    const client = new EventBridgeClient(OPTIONS);
    await client.send(new CreateEventBusCommand({ Name: "security" }));
    const EventPattern = JSON.stringify({
      source: ["cloudtrail.forwarder"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: { eventName: ["CreateUser"] },
    });
    await client.send(new PutRuleCommand({ Name: "calls", EventBusName: "security", EventPattern }));
    await client.send(
      new PutTargetsCommand({ Rule: "calls", EventBusName: "security", Targets: [{ Id: "q", Arn: arn }] }),
    );
    const eventBusArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/security`;
    expect((await deliverTo({ type: "eventbridge", eventBusArn }, events)).outcomes).toEqual(allDelivered);
    const received = (await bodies(url)).map((body) => JSON.parse(body));
    expect(new Set(received.map(({ time }) => Date.parse(time)))).toEqual(new Set([Date.parse(recently)]));
    expectRecords(received.map(({ detail }) => JSON.stringify(detail)));
  });

  it("takes every record by CloudWatch Logs and makes the day's stream", async () => {
    const client = new CloudWatchLogsClient(OPTIONS);
    await client.send(new CreateLogGroupCommand({ logGroupName: "/security/cloudtrail" }));
    const logGroupArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/security/cloudtrail`;
    expect((await deliverTo({ type: "cloudwatch-logs", logGroupArn }, events)).outcomes).toEqual(
      allDelivered,
    );
    const { events: found = [] } = await client.send(
      new FilterLogEventsCommand({ logGroupName: "/security/cloudtrail" }),
    );
    expect(new Set(found.map(({ logStreamName }) => logStreamName))).toEqual(
      new Set([`cloudtrail/${recently.slice(0, 10)}`]),
    );
    expectRecords(found.map(({ message = "" }) => message));
  });

  it("keeps one object per partition in S3, also when the batch comes twice", async () => {
    const options = { type: "s3", bucketArn: await bucket("siem-archive"), prefix: "cloudtrail" };
    expect((await deliverTo(options, events)).outcomes).toEqual(allDelivered);
    expect((await deliverTo(options, events)).outcomes).toEqual(allDelivered);
    const found = await objects("siem-archive");
    expect([...found.keys()]).toEqual([
      expect.stringMatching(
        /^cloudtrail\/account=111122223333\/region=us-east-1\/year=\d{4}\/month=\d\d\/day=\d\d\/hour=\d\d\/[0-9a-f]{40}\.ndjson\.gz$/,
      ),
    ]);
    expectRecords([...found.values()].flatMap((content) => lines(String(gunzipSync(content)))));
  });

  it("holds the mirror's log file, and tells a subscribed queue of it in CloudTrail's words", async () => {
    const { url, arn } = await queue("fortisiem");
    const client = new SNSClient(OPTIONS);
    const { TopicArn = "" } = await client.send(new CreateTopicCommand({ Name: "siem-log-files" }));
    await client.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arn }));
    const options = { type: "s3-mirror", bucketArn: await bucket("siem-mirror"), topicArn: TopicArn };
    expect((await deliverTo(options, events)).outcomes).toEqual(allDelivered);
    const [[key = "", content = Buffer.alloc(0)] = []] = [...(await objects("siem-mirror"))];
    const [envelope = "{}"] = await bodies(url);
    expect(JSON.parse(envelope)).toMatchObject({ Type: "Notification", TopicArn });
    expect(JSON.parse(JSON.parse(envelope).Message)).toEqual({ s3Bucket: "siem-mirror", s3ObjectKey: [key] });
    const { Records } = JSON.parse(String(gunzipSync(content)));
    expectRecords(Records.map((record: unknown) => JSON.stringify(record)));
  });

  it.each([
    ["firehose", { streamArn: `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/missing` }],
    ["kinesis", { streamArn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/missing` }],
    ["sqs", { queueArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:missing` }],
    ["cloudwatch-logs", { logGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:missing` }],
    ["s3", { bucketArn: "arn:aws:s3:::missing" }],
    ["s3-mirror", { bucketArn: "arn:aws:s3:::missing" }],
  ])("has no such %s, which needs a person", async (type, options) => {
    const { outcomes } = await deliverTo({ type, ...options }, events.slice(0, 2));
    expect(outcomes).toEqual(["returned: destination_config", "returned: destination_config"]);
  });
});
