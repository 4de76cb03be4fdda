import { kinesis as kinesisDefinition } from "../../../lambda/destinations/aws-batch/kinesis.ts";
import { sqs as sqsDefinition } from "../../../lambda/destinations/aws-batch/sqs.ts";
import { type AwsRequest, type AwsStub, awsError, startAwsStub } from "../../support/aws-stub.ts";
import { deliverTo, eventOf, recordOf } from "../../support/deliver-to.ts";
import { cloudwatchLogs, eventbridge, kinesis, sqs } from "./services.ts";

let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

type Entry = Readonly<Record<string, unknown>>;

function rowsOf([first]: readonly AwsRequest[], field: string): Entry[] {
  return (first?.json[field] ?? []) as Entry[];
}

async function takeAll(service: typeof sqs): Promise<AwsStub> {
  stub = await startAwsStub((request) =>
    service.answer(
      service.stored(request).map(() => undefined),
      request,
    ),
  );
  return stub;
}

describe("a message in a FIFO queue", () => {
  const options = { type: "sqs", queueArn: "arn:aws:sqs:eu-central-1:111122223333:siem.fifo" };

  it("stays in order within its account and is recognised when it comes twice", async () => {
    const { requests } = await takeAll(sqs);
    const odd = recordOf(3, { eventID: `${"x".repeat(200)} \u{1F600}` });
    await deliverTo(options, [
      eventOf(recordOf(1)),
      eventOf(recordOf(2, { recipientAccountId: "444455556666" })),
      eventOf(odd),
      eventOf(recordOf(1)),
    ]);
    const entries = rowsOf(requests, "Entries");
    expect(entries.map(({ MessageGroupId }) => MessageGroupId)).toEqual([
      "111122223333",
      "444455556666",
      "111122223333",
      "111122223333",
    ]);
    const ids = entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId as string);
    expect(ids[0]).toBe("111122223333.00000000-0000-4000-8000-000000000001");
    expect(ids[3]).toBe(ids[0]);
    for (const id of ids) expect(id).toMatch(/^[\w.-]{1,128}$/);
  });

  it("may be received side by side with every other when each is its own group", async () => {
    const { requests } = await takeAll(sqs);
    await deliverTo({ ...options, messageGroup: "event" }, [eventOf(recordOf(1)), eventOf(recordOf(2))]);
    const groups = rowsOf(requests, "Entries").map(({ MessageGroupId }) => MessageGroupId);
    expect(new Set(groups).size).toBe(2);
  });
});

describe("a message in a standard queue", () => {
  it("has no FIFO fields, and attributes that consumers can filter on", async () => {
    const { requests } = await takeAll(sqs);
    await deliverTo({ type: "sqs", ...sqs.options }, [eventOf(recordOf(1, { eventSource: "bad\u0001" }))]);
    const [entry] = rowsOf(requests, "Entries");
    expect(Object.keys(entry ?? {}).sort()).toEqual(["Id", "MessageAttributes", "MessageBody"]);
    expect(entry?.MessageAttributes).toEqual({
      eventName: { DataType: "String", StringValue: "CreateUser" },
      awsRegion: { DataType: "String", StringValue: "us-east-1" },
    });
    expect(requests[0]?.json.QueueUrl).toBe("https://sqs.eu-central-1.amazonaws.com/111122223333/siem");
  });

  it("holds only characters that SQS takes, and still parses to the same record", async () => {
    const { requests } = await takeAll(sqs);
    const record = recordOf(1, { requestParameters: { name: "a\uFFFEb\uFFFFc\u{1F600}\ud800" } });
    const { outcomes } = await deliverTo({ type: "sqs", ...sqs.options }, [eventOf(record)]);
    expect(outcomes).toEqual(["delivered"]);
    const [body = ""] = requests.flatMap((request) => sqs.stored(request));
    expect(body).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
    expect(JSON.parse(body).requestParameters.name).toBe("a\uFFFEb\uFFFFc\u{1F600}\ud800");
  });
});

describe("a Kinesis record", () => {
  it.each([
    ["eventId", ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"]],
    ["account", ["111122223333", "444455556666"]],
  ])("is spread by %s", async (partitionKey, keys) => {
    const { requests } = await takeAll(kinesis);
    await deliverTo({ type: "kinesis", ...kinesis.options, partitionKey }, [
      eventOf(recordOf(1)),
      eventOf(recordOf(2, { recipientAccountId: "444455556666" })),
    ]);
    expect(rowsOf(requests, "Records").map(({ PartitionKey }) => PartitionKey)).toEqual(keys);
  });
});

describe("an EventBridge entry", () => {
  it.each([
    ["AwsApiCall", "AWS API Call via CloudTrail"],
    ["AwsConsoleSignIn", "AWS Console Sign In via CloudTrail"],
    ["AwsServiceEvent", "AWS Service Event via CloudTrail"],
    ["AwsCloudTrailInsight", "AWS Insight via CloudTrail"],
    ["SomethingNew", "AWS API Call via CloudTrail"],
  ])(
    "of a record of type %s matches the rules written for AWS's own events",
    async (eventType, detailType) => {
      const { requests } = await takeAll(eventbridge);
      const resources = [{ ARN: "arn:aws:s3:::example" }, { type: "no arn" }, null];
      await deliverTo({ type: "eventbridge", ...eventbridge.options }, [
        eventOf(recordOf(1, { eventType, resources })),
      ]);
      const [entry] = rowsOf(requests, "Entries");
      expect(entry).toMatchObject({
        EventBusName: eventbridge.options.eventBusArn,
        Source: "cloudtrail.forwarder",
        DetailType: detailType,
        Resources: ["arn:aws:s3:::example"],
        Time: 1767323045,
      });
    },
  );

  it("of a text format is a JSON object all the same", async () => {
    const { requests } = await takeAll(eventbridge);
    const event = { id: "e1", body: "CEF:0|Amazon|CloudTrail|1|x|x|3|" };
    const { outcomes } = await deliverTo({ type: "eventbridge", ...eventbridge.options }, [event]);
    expect(outcomes).toEqual(["delivered"]);
    const [detail = ""] = requests.flatMap((request) => eventbridge.stored(request));
    expect(JSON.parse(detail)).toEqual({ message: event.body });
  });
});

describe("events in CloudWatch Logs", () => {
  const options = { type: "cloudwatch-logs", ...cloudwatchLogs.options };
  const at = (number: number, eventTime: string) => eventOf(recordOf(number, { eventTime }));

  it("lie in one stream per day, in order of time", async () => {
    const { requests } = await takeAll(cloudwatchLogs);
    const { outcomes } = await deliverTo(options, [
      at(1, "2026-01-02T23:59:59Z"),
      at(2, "2026-01-03T00:00:00Z"),
      at(3, "2026-01-02T00:00:00Z"),
    ]);
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    for (const request of requests) cloudwatchLogs.check(request);
    const byStream = Object.fromEntries(
      requests.map((request) => [
        request.json.logStreamName,
        cloudwatchLogs.stored(request).map((message) => Number(JSON.parse(message).eventID.slice(-2))),
      ]),
    );
    expect(byStream).toEqual({ "cloudtrail/2026-01-02": [3, 1], "cloudtrail/2026-01-03": [2] });
  });

  it("get their stream made when it is missing, also when somebody else makes it at the same moment", async () => {
    for (const made of [{}, awsError("ResourceAlreadyExistsException")] as const) {
      let hasStream = false;
      stub = await startAwsStub(({ operation }) => {
        if (operation === "CreateLogStream") {
          hasStream = true;
          return made;
        }
        return hasStream ? {} : awsError("ResourceNotFoundException");
      });
      const { outcomes } = await deliverTo(options, [at(1, "2026-01-02T03:04:05Z")]);
      expect(outcomes).toEqual(["delivered"]);
      expect(stub.requests.map(({ operation }) => operation)).toEqual([
        "PutLogEvents",
        "CreateLogStream",
        "PutLogEvents",
      ]);
      await stub.close();
    }
  });

  it("that are refused for their age go to the reject store with the reason, the others count as delivered", async () => {
    stub = await startAwsStub(() => ({
      body: {
        rejectedLogEventsInfo: {
          expiredLogEventEndIndex: 1,
          tooOldLogEventEndIndex: 2,
          tooNewLogEventStartIndex: 4,
        },
      },
    }));
    // In the order of their times: 5, 4, 3, 2, 1.
    const events = [1, 2, 3, 4, 5].map((number) => at(number, `2026-01-02T03:04:0${6 - number}Z`));
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual([
      expect.stringContaining("more than 2 hours in the future"),
      "delivered",
      "delivered",
      expect.stringContaining("older than 14 days"),
      expect.stringContaining("older than the log group keeps events"),
    ]);
  });

  it("of the day whose call fails are sent again alone", async () => {
    stub = await startAwsStub(({ json }, count) =>
      count <= 2 && json.logStreamName === "cloudtrail/2026-01-03" ? awsError("ThrottlingException") : {},
    );
    const { outcomes } = await deliverTo(options, [
      at(1, "2026-01-02T01:00:00Z"),
      at(2, "2026-01-03T01:00:00Z"),
    ]);
    expect(outcomes).toEqual(["delivered", "delivered"]);
    const streams = stub.requests.map(({ json }) => json.logStreamName);
    expect(streams.filter((name) => name === "cloudtrail/2026-01-02")).toHaveLength(1);
    expect(streams.filter((name) => name === "cloudtrail/2026-01-03")).toHaveLength(2);
  });

  it("of a day whose call is refused for good are told apart without touching the other day", async () => {
    stub = await startAwsStub((request) =>
      request.operation === "PutLogEvents" &&
      cloudwatchLogs.stored(request).some((message) => message.includes("poison"))
        ? awsError("InvalidParameterException")
        : {},
    );
    const poison = eventOf(recordOf(3, { eventTime: "2026-01-03T02:00:00Z", poison: true }));
    const events = [at(1, "2026-01-02T01:00:00Z"), at(2, "2026-01-03T01:00:00Z"), poison];
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual(["delivered", "delivered", expect.stringMatching(/^rejected: refused/)]);
  });

  it("without a time get the time of sending", async () => {
    const { requests } = await takeAll(cloudwatchLogs);
    await deliverTo(options, [{ id: "e1", body: "{}" }]);
    const [event] = rowsOf(requests, "logEvents");
    expect(event?.timestamp).toBe(Date.UTC(2026, 0, 2));
  });
});

describe("keys of customers", () => {
  it("are granted where the producer needs them, and only when named", () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const grantsOf = (definition: typeof sqsDefinition | typeof kinesisDefinition, options: object) =>
      definition.grants(definition.config.parse(options) as never).flatMap(({ actions }) => actions);
    expect(grantsOf(sqsDefinition, { type: "sqs", ...sqs.options })).toEqual(["sqs:SendMessage"]);
    expect(grantsOf(sqsDefinition, { type: "sqs", ...sqs.options, kmsKeyArn })).toEqual([
      "sqs:SendMessage",
      "kms:GenerateDataKey",
      "kms:Decrypt",
    ]);
    expect(grantsOf(kinesisDefinition, { type: "kinesis", ...kinesis.options, kmsKeyArn })).toEqual([
      "kinesis:PutRecords",
      "kms:GenerateDataKey",
    ]);
  });
});
