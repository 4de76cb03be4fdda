import { randomBytes } from "node:crypto";
import { Match } from "aws-cdk-lib/assertions";
import { ONE_DESTINATION, synthesized, templateOf } from "./support/synthesized.ts";

const { main } = ONE_DESTINATION.destinations;
const TWO_DESTINATIONS = { destinations: { one: main, two: main } };

describe("the stack with one destination", () => {
  const { template } = synthesized(ONE_DESTINATION);

  it("is this template", () => {
    const stable = JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}\.zip/g, "<hash>.zip"));

    expect(stable).toMatchSnapshot();
  });

  it("has no custom resource and no function besides the forwarder", () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);

    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
    expect(types.filter((type) => type === "AWS::Lambda::Function")).toHaveLength(1);
  });

  it("names no partition, account or region", () => {
    const text = JSON.stringify(template).replace(/[0-9a-f]{64}\.zip/g, "");

    expect(text.match(/arn:aws|\b\d{12}\b|"(us|eu|ap)-[a-z]+-\d/g)).toBeNull();
  });

  it("never filters messages in the event source mapping, which would delete them", () => {
    expect(JSON.stringify(template)).not.toContain("FilterCriteria");
  });

  it("keeps trail, bucket, key, ledger and rejects when the stack is deleted", () => {
    const kept = Object.values(template.Resources)
      .filter(({ DeletionPolicy }) => DeletionPolicy === "Retain")
      .map(({ Type }) => Type);

    expect(kept.sort()).toEqual([
      "AWS::DynamoDB::Table",
      "AWS::KMS::Key",
      "AWS::Logs::LogGroup",
      "AWS::S3::Bucket",
      "AWS::S3::Bucket",
      "AWS::S3::Bucket",
    ]);
  });

  it("tells an operator where everything is", () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      "Dashboard",
      "LedgerTable",
      "LogBuckets",
      "MainDeadLetterQueueUrl",
      "MainFunction",
      "MainFunctionRole",
      "MainLogGroup",
      "MainQueueUrl",
      "RejectBucket",
      "RideThrough",
    ]);
    expect(template.Outputs.RideThrough?.Value).toBe("27.0 hours");
  });
});

describe("what the options change", () => {
  it("derives the visibility timeout from function timeout and batch window", () => {
    const template = templateOf({
      ...ONE_DESTINATION,
      function: { timeoutSeconds: 100, batchWindowSeconds: 7, batchSize: 100 },
    });

    template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: 607 });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 7,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("carries the prefix to trail, notification, bucket policy and role", () => {
    const template = templateOf({ ...ONE_DESTINATION, source: { prefix: "/security/trails/" } });

    template.hasResourceProperties("AWS::CloudTrail::Trail", { S3KeyPrefix: "security/trails" });
    template.hasResourceProperties("AWS::S3::Bucket", {
      NotificationConfiguration: {
        QueueConfigurations: [
          Match.objectLike({
            Filter: {
              S3Key: {
                Rules: [
                  { Name: "prefix", Value: "security/trails/AWSLogs/" },
                  { Name: "suffix", Value: ".json.gz" },
                ],
              },
            },
          }),
        ],
      },
    });
    const role = JSON.stringify(template.findResources("AWS::IAM::Role"));
    expect(role).toContain('"/security/trails/AWSLogs/*"');
    expect(role).toContain('{"s3:prefix":"security/trails/AWSLogs/*"}');
    expect(JSON.stringify(template.findResources("AWS::S3::BucketPolicy"))).toContain(
      "/security/trails/AWSLogs/",
    );
  });

  it("shows a template without a destination but refuses to deploy it", () => {
    const { template } = synthesized({});

    expect(template.Rules).toMatchObject({
      DestinationIsConfigured: {
        Assertions: [
          {
            Assert: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "Destination" }, "none"] }] },
            AssertDescription: expect.stringContaining("forwarder.destinations.main.url"),
          },
        ],
      },
    });
    expect(template.Parameters).toMatchObject({ Destination: { Default: "none", AllowedValues: ["none"] } });
    expect(synthesized(ONE_DESTINATION).template.Rules).not.toHaveProperty("DestinationIsConfigured");
  });

  it("refuses settings that do not even fit into a parameter and names the largest", () => {
    const headers = { "x-short": "a", "x-long": randomBytes(6_000).toString("hex") };

    expect(() => synthesized({ destinations: { main: { ...main, headers } } })).toThrow(
      /^forwarder\.destinations\.main: expected a pipeline of at most 8192 bytes after compression \(what an SSM parameter holds\), got \d+; the largest part is forwarder\.destinations\.main\.headers\.x-long with 12002 bytes; see docs\/configuration\.md$/,
    );
  });
});

describe("the stack with two destinations", () => {
  const template = templateOf(TWO_DESTINATIONS);

  it("gives each its own queue, dead-letter queue and function", () => {
    template.resourceCountIs("AWS::SQS::Queue", 4);
    template.resourceCountIs("AWS::Lambda::Function", 2);
    template.resourceCountIs("AWS::Lambda::EventSourceMapping", 2);
  });

  it("sends every notification to a topic and from there, raw, to both queues", () => {
    template.hasResourceProperties("AWS::S3::Bucket", {
      NotificationConfiguration: {
        TopicConfigurations: [Match.objectLike({ Event: "s3:ObjectCreated:*" })],
        QueueConfigurations: Match.absent(),
      },
    });
    template.resourcePropertiesCountIs(
      "AWS::SNS::Subscription",
      { Protocol: "sqs", RawMessageDelivery: true },
      2,
    );
  });

  it("creates the topic's policy before the bucket tries the topic", () => {
    const [policy] = Object.keys(template.findResources("AWS::SNS::TopicPolicy"));
    const [bucket] = Object.values(
      template.findResources("AWS::S3::Bucket", {
        Properties: { NotificationConfiguration: Match.anyValue() },
      }),
    );

    expect(bucket?.DependsOn).toContain(policy);
  });
});

describe("a stack that is deployed again with other settings", () => {
  /** Properties that cannot be changed in place. */
  const FIXED: Record<string, string[]> = {
    "AWS::S3::Bucket": ["BucketName", "ObjectLockEnabled"],
    "AWS::SQS::Queue": ["QueueName"],
    "AWS::KMS::Key": [],
    "AWS::CloudTrail::Trail": ["TrailName"],
    "AWS::Logs::LogGroup": ["LogGroupName"],
  };
  const kept = (forwarder: object) =>
    Object.fromEntries(
      Object.entries(synthesized(forwarder).template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
        FIXED[Type] ? [[id, FIXED[Type].map((name) => Properties[name])]] : [],
      ),
    );
  const before = kept(ONE_DESTINATION);

  it.each<[string, object]>([
    ["another destination beside the first", { destinations: { main, second: main } }],
    ["another route", { ...ONE_DESTINATION, source: { notifications: "eventbridge" } }],
    ["another prefix and retention", { ...ONE_DESTINATION, source: { prefix: "a", retentionDays: 90 } }],
    [
      "an organization trail with data events",
      {
        ...ONE_DESTINATION,
        source: { organizationId: "o-exampleorg1", trail: { dataEvents: [{ type: "AWS::S3::Object" }] } },
      },
    ],
    [
      "another queue, function and alarms",
      {
        ...ONE_DESTINATION,
        queue: { retentionDays: 4, maxReceives: 20, rideThroughHours: 6 },
        function: { memoryMb: 512, timeoutSeconds: 60, logRetentionDays: 30 },
        alarms: { oldestMessageMinutes: 30 },
      },
    ],
  ])("keeps every bucket, queue, key, trail and log with %s", (_name, forwarder) => {
    expect(Object.keys(before)).toHaveLength(8);
    expect(kept(forwarder)).toMatchObject(before);
  });
});
