import { createHash } from "node:crypto";
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type EmulatedAws, startEmulatedAws } from "../../../../ops/local/aws/emulated-aws.ts";
import { failureOf } from "../../../contract/aws-emulator/clients.ts";

/** What Firehose, Kinesis, EventBridge and CloudWatch Logs do with unmodified SDK clients, as their API references say. */

const ARN = "arn:aws";
const PLACE = "eu-central-1:444455556666";

let aws: EmulatedAws;
let firehose: FirehoseClient;
let kinesis: KinesisClient;
let events: EventBridgeClient;
let logs: CloudWatchLogsClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startEmulatedAws();
  const options = {
    endpoint: aws.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
  };
  firehose = new FirehoseClient(options);
  kinesis = new KinesisClient({ ...options, requestHandler: new NodeHttpHandler() });
  events = new EventBridgeClient(options);
  logs = new CloudWatchLogsClient(options);
  sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
});

afterAll(async () => {
  for (const client of [firehose, kinesis, events, logs, sqs]) client.destroy();
  await aws.stop();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = ({ kept }: { kept: readonly Buffer[] }) => kept.map(String);

describe("Firehose", () => {
  const put = (DeliveryStreamName: string, ...data: Uint8Array[]) =>
    firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: data.map((Data) => ({ Data })) }));

  test("takes records and gives each an id", async () => {
    const stream = aws.state.deliveryStreams.create(`${ARN}:firehose:${PLACE}:deliverystream/one`);
    const { FailedPutCount, RequestResponses = [] } = await put("one", bytes("a\n"), bytes("b\n"));

    expect(texts(stream)).toEqual(["a\n", "b\n"]);
    expect(FailedPutCount).toBe(0);
    expect(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size).toBe(2);
  });

  test("finds a stream in the region of the request only", async () => {
    aws.state.deliveryStreams.create(`${ARN}:firehose:us-east-1:444455556666:deliverystream/elsewhere`);

    expect(await failureOf(put("elsewhere", bytes("a")))).toEqual({
      name: "ResourceNotFoundException",
      status: 400,
    });
  });

  test.each([
    ["501 records", Array.from({ length: 501 }, () => bytes("a")), "ValidationException"],
    ["a record above 1,000 KiB", [new Uint8Array(1_024_001)], "ValidationException"],
    [
      "more than 4 MiB",
      Array.from({ length: 5 }, () => new Uint8Array(1_000_000)),
      "InvalidArgumentException",
    ],
  ])("refuses %s, and keeps nothing of it", async (_what, data, name) => {
    const stream = aws.state.deliveryStreams.create(`${ARN}:firehose:${PLACE}:deliverystream/limits`);

    expect(await failureOf(put("limits", ...data))).toEqual({ name, status: 400 });
    expect(stream.kept).toEqual([]);
  });

  test("takes what the limits just allow", async () => {
    const stream = aws.state.deliveryStreams.create(`${ARN}:firehose:${PLACE}:deliverystream/full`);
    await put("full", ...Array.from({ length: 500 }, () => bytes("a")));
    await put("full", new Uint8Array(1_024_000));

    expect(stream.kept).toHaveLength(501);
  });
});

describe("Kinesis", () => {
  const arn = `${ARN}:kinesis:${PLACE}:stream/one`;
  const put = (StreamARN: string, ...records: [data: Uint8Array, key: string][]) =>
    kinesis.send(
      new PutRecordsCommand({
        StreamARN,
        Records: records.map(([Data, PartitionKey]) => ({ Data, PartitionKey })),
      }),
    );

  test("puts a key's records into one shard, with growing sequence numbers, and spreads keys", async () => {
    aws.state.dataStreams.create(arn);
    const keys = ["a", "b", "a", "c", "d", "e", "a"];
    const { Records = [] } = await put(arn, ...keys.map((key): [Uint8Array, string] => [bytes(key), key]));
    const ofA = Records.filter((_, index) => keys[index] === "a");
    const numbers = ofA.map(({ SequenceNumber = "" }) => BigInt(SequenceNumber));

    expect(new Set(ofA.map(({ ShardId }) => ShardId)).size).toBe(1);
    expect(numbers).toEqual([...numbers].sort((x, y) => (x < y ? -1 : 1)));
    expect(new Set(numbers).size).toBe(3);
    expect(new Set(Records.map(({ ShardId }) => ShardId)).size).toBeGreaterThan(1);
    // The first two bits of the MD5 choose among four equal shards.
    const [quarter = 0] = createHash("md5").update("a").digest();
    expect(ofA[0]?.ShardId).toBe(`shardId-00000000000${quarter >> 6}`);
  });

  test.each([
    ["501 records", Array.from({ length: 501 }, (): [Uint8Array, string] => [bytes("a"), "k"])],
    ["a record that is above 1 MiB with its key", [[new Uint8Array(1_048_576), "k"] as [Uint8Array, string]]],
    ["a key of 257 characters", [[bytes("a"), "k".repeat(257)] as [Uint8Array, string]]],
    ["an empty key", [[bytes("a"), ""] as [Uint8Array, string]]],
  ])("refuses %s, and keeps nothing of it", async (_what, records) => {
    const stream = aws.state.dataStreams.create(`${arn}-limits`);

    expect(await failureOf(put(stream.arn, ...records))).toMatchObject({ name: "ValidationException" });
    expect(stream.kept).toEqual([]);
  });

  test("takes larger records where the stream's limit was raised, and 10 MiB at most", async () => {
    const stream = aws.state.dataStreams.create(`${arn}-raised`, { maxRecordBytes: 10 * 1_048_576 });
    await put(stream.arn, [new Uint8Array(6_000_000), "k"]);
    const two: [Uint8Array, string][] = [
      [new Uint8Array(5_300_000), "k"],
      [new Uint8Array(5_300_000), "k"],
    ];

    expect(await failureOf(put(stream.arn, ...two))).toMatchObject({ name: "InvalidArgumentException" });
    expect(stream.kept).toHaveLength(1);
  });

  test("does not know a stream that nobody made", async () => {
    expect(await failureOf(put(`${arn}-absent`, [bytes("a"), "k"]))).toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("EventBridge", () => {
  const bus = `${ARN}:events:${PLACE}:event-bus/one`;
  const entry = (more: object = {}) => ({
    EventBusName: bus,
    Source: "cloudtrail.forwarder",
    DetailType: "AWS API Call via CloudTrail",
    Detail: '{"eventID":"a"}',
    ...more,
  });
  const put = (...Entries: object[]) => events.send(new PutEventsCommand({ Entries }));

  test("judges entries one by one and keeps the good ones as rules would see them", async () => {
    const kept = aws.state.eventBuses.create(bus);
    const { FailedEntryCount, Entries = [] } = await put(
      entry({ Time: new Date("2026-02-03T04:05:06Z"), Resources: ["arn:aws:s3:::example"] }),
      entry({ Detail: "not JSON" }),
      entry({ Detail: "[1]" }),
      entry({ Source: "aws.s3" }),
      entry({ DetailType: "" }),
    );

    expect(FailedEntryCount).toBe(4);
    expect(Entries.map(({ EventId, ErrorCode }) => ErrorCode ?? typeof EventId)).toEqual([
      "string",
      "MalformedDetail",
      "MalformedDetail",
      "NotAuthorizedForSourceException",
      "InvalidArgument",
    ]);
    expect(texts(kept).map((text) => JSON.parse(text))).toEqual([
      {
        version: "0",
        id: Entries[0]?.EventId,
        "detail-type": "AWS API Call via CloudTrail",
        source: "cloudtrail.forwarder",
        account: "444455556666",
        time: "2026-02-03T04:05:06Z",
        region: "eu-central-1",
        resources: ["arn:aws:s3:::example"],
        detail: { eventID: "a" },
      },
    ]);
  });

  test.each([
    ["11 entries", Array.from({ length: 11 }, () => entry()), "ValidationException"],
    [
      "entries above 1 MB together",
      Array.from({ length: 2 }, () => entry({ Detail: JSON.stringify({ a: "x".repeat(500_000) }) })),
      "ValidationException",
    ],
    ["a bus that nobody made", [entry({ EventBusName: `${bus}-absent` })], "ResourceNotFoundException"],
  ])("refuses %s", async (_what, entries, name) => {
    aws.state.eventBuses.create(bus);

    expect(await failureOf(put(...entries))).toMatchObject({ name, status: 400 });
  });
});

describe("CloudWatch Logs", () => {
  const HOUR = 3_600_000;
  let group = "";
  let count = 0;

  beforeEach(() => {
    count += 1;
    group = `/security/cloudtrail-${count}`;
    aws.state.logGroups.create(`${ARN}:logs:${PLACE}:log-group:${group}`);
  });

  const create = () => logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: "s" }));
  const put = (...logEvents: { timestamp: number; message: string }[]) =>
    logs.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: "s", logEvents }));
  const at = (hours: number, message = "m") => ({ timestamp: Date.now() + hours * HOUR, message });
  const kept = () => texts(aws.state.logGroups.get(group, "eu-central-1"));

  test("wants a stream to be made before it is written, and makes it once", async () => {
    expect(await failureOf(put(at(0)))).toMatchObject({ name: "ResourceNotFoundException" });
    await create();
    expect(await failureOf(create())).toMatchObject({ name: "ResourceAlreadyExistsException" });
    const { rejectedLogEventsInfo } = await put(at(-1, "a"), at(0, "b"));

    expect(rejectedLogEventsInfo).toBeUndefined();
    expect(kept()).toEqual(["a", "b"]);
  });

  test("does not know a group that nobody made", async () => {
    group = "/absent";

    expect(await failureOf(create())).toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("leaves out what is older than 14 days, and says up to where", async () => {
    await create();
    const old = 14 * 24;
    const { rejectedLogEventsInfo } = await put(at(-old - 2, "a"), at(-old - 1, "b"), at(-old + 1, "c"));

    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 2 });
    expect(kept()).toEqual(["c"]);
  });

  test("leaves out what is more than two hours ahead, and says from where", async () => {
    await create();
    const { rejectedLogEventsInfo } = await put(at(0, "a"), at(3, "b"), at(4, "c"));

    expect(rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(kept()).toEqual(["a"]);
  });

  test.each([
    ["events that are out of order", () => [at(0), at(-1)]],
    ["events that span more than a day", () => [at(-25), at(0)]],
    ["more than 1,048,576 bytes, 26 counted for each event", () => [at(0, "x".repeat(1_048_551))]],
  ])("refuses %s", async (_what, eventsOf) => {
    await create();

    expect(await failureOf(put(...eventsOf()))).toMatchObject({ name: "InvalidParameterException" });
    expect(kept()).toEqual([]);
  });

  test("takes what the limit just allows", async () => {
    await create();
    await put(at(0, "x".repeat(1_048_550)));

    expect(kept()).toHaveLength(1);
  });
});

describe("a queue of another account", () => {
  const send = (name: string, ...entries: object[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: `https://sqs.eu-central-1.amazonaws.com/444455556666/${name}`,
        Entries: entries.map((entry, index) => ({ Id: String(index), MessageBody: "m", ...entry })),
      }),
    );

  test("is found by the account and name in its URL", async () => {
    const queue = aws.state.queues.createForeign(`${ARN}:sqs:${PLACE}:events`);
    await send("events", {});

    expect(queue.counts().visible).toBe(1);
    expect(await failureOf(send("absent", {}))).toMatchObject({ name: "QueueDoesNotExist" });
  });

  test("that is FIFO takes a deduplication id once, and wants a group", async () => {
    const queue = aws.state.queues.createForeign(`${ARN}:sqs:${PLACE}:events.fifo`);
    const { Successful = [], Failed = [] } = await send(
      "events.fifo",
      { MessageGroupId: "g", MessageDeduplicationId: "a" },
      { MessageGroupId: "g", MessageDeduplicationId: "b" },
      { MessageGroupId: "g", MessageDeduplicationId: "a" },
      { MessageDeduplicationId: "c" },
    );

    expect(queue.counts().visible).toBe(2);
    expect(Successful.map(({ MessageId }) => MessageId === Successful[0]?.MessageId)).toEqual([
      true,
      false,
      true,
    ]);
    expect(Failed).toMatchObject([{ Id: "3", SenderFault: true }]);
  });
});
