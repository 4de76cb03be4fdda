import { readTemplate } from "../../../../ops/local/template/read-template.ts";
import { standInStack, withProperties } from "./stand-in.ts";

const queueUrl = (name: string): string => `http://127.0.0.1:1/111122223333/${name}`;

test("takes every setting of the path from the template", () => {
  const plan = readTemplate(standInStack(), queueUrl);

  expect(plan.buckets).toEqual([
    {
      name: "logs-111122223333-us-east-1",
      isVersioned: true,
      sendsToEventBridge: false,
      notifications: [
        {
          id: "Logs-queue-0",
          kind: "queue",
          targetArn: "arn:aws:sqs:us-east-1:111122223333:forwarder-main",
          events: ["s3:ObjectCreated:*"],
          prefix: "AWSLogs/",
          suffix: ".json.gz",
        },
      ],
    },
  ]);
  expect(plan.queues).toEqual([
    {
      name: "StandIn-Dead",
      arn: "arn:aws:sqs:us-east-1:111122223333:StandIn-Dead",
      attributes: { MessageRetentionPeriod: "1209600" },
    },
    {
      name: "forwarder-main",
      arn: "arn:aws:sqs:us-east-1:111122223333:forwarder-main",
      attributes: {
        VisibilityTimeout: "180",
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:StandIn-Dead","maxReceiveCount":3}',
      },
    },
  ]);
  expect(plan.pipelines).toEqual([
    {
      queueArn: "arn:aws:sqs:us-east-1:111122223333:forwarder-main",
      mapping: { batchSize: 5, windowSeconds: 0, maxConcurrency: 4, reportsBatchItemFailures: true },
      statements: [
        {
          effect: "Allow",
          actions: ["s3:GetObject", "s3:GetObjectVersion"],
          resources: ["arn:aws:s3:::logs-111122223333-us-east-1/AWSLogs/*"],
        },
      ],
      spec: expect.objectContaining({
        name: "StandIn-Function",
        assetPath: "/nowhere",
        handler: "index.handler",
        memoryMb: 256,
        timeoutSeconds: 30,
        environment: {
          BUCKET: "logs-111122223333-us-east-1",
          QUEUE_URL: "http://127.0.0.1:1/111122223333/forwarder-main",
        },
      }),
    },
  ]);
});

test("reads the notifications of an adopted bucket from CDK's custom resource", () => {
  const stack = standInStack({
    Logs: undefined,
    Role: { Type: "AWS::IAM::Role" },
    Function: { Type: "AWS::Lambda::Function", Properties: { Handler: "index.handler" } },
    Adopted: {
      Type: "Custom::S3BucketNotifications",
      Properties: {
        BucketName: "their-logs",
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Events: ["s3:ObjectCreated:*"],
              QueueArn: { "Fn::GetAtt": ["Queue", "Arn"] },
              Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "AWSLogs/" }] } },
            },
          ],
        },
      },
    },
  });

  const [bucket] = readTemplate(stack, queueUrl).buckets;

  expect(bucket).toMatchObject({
    name: "their-logs",
    notifications: [{ kind: "queue", prefix: "AWSLogs/", suffix: "", events: ["s3:ObjectCreated:*"] }],
  });
});

test("reads a fan-out through a topic", () => {
  const subscription = (endpoint: string, raw: boolean) => ({
    Type: "AWS::SNS::Subscription",
    Properties: {
      TopicArn: { Ref: "Topic" },
      Protocol: "sqs",
      Endpoint: { "Fn::GetAtt": [endpoint, "Arn"] },
      RawMessageDelivery: raw,
    },
  });
  const stack = standInStack({
    Topic: { Type: "AWS::SNS::Topic" },
    First: subscription("Queue", true),
    Second: subscription("Dead", false),
  });

  const [topic] = readTemplate(stack, queueUrl).topics;

  expect(topic?.subscriptions.map(({ queueArn, isRaw }) => [queueArn.split(":").at(-1), isRaw])).toEqual([
    ["forwarder-main", true],
    ["StandIn-Dead", false],
  ]);
});

describe("refuses what it does not know and what would change the outcome", () => {
  test.each([
    [
      "a filter that deletes messages",
      withProperties("Mapping", { FilterCriteria: { Filters: [] } }),
      /FilterCriteria is not emulated \(it deletes messages/,
    ],
    [
      "provisioned pollers",
      withProperties("Mapping", { ProvisionedPollerConfig: {} }),
      /ProvisionedPollerConfig/,
    ],
    [
      "a stream as event source",
      withProperties("Mapping", { EventSourceArn: "arn:aws:kinesis:us-east-1:111122223333:stream/s" }),
      /only queues/,
    ],
    ["an unknown resource type", { Bus: { Type: "AWS::Events::EventBus" } }, /Bus \(AWS::Events::EventBus\)/],
    [
      "notifications to a function",
      withProperties("Logs", { NotificationConfiguration: { LambdaConfigurations: [] } }),
      /LambdaConfigurations/,
    ],
    [
      "a subscription with a filter policy",
      {
        Topic: { Type: "AWS::SNS::Topic" },
        Sub: {
          Type: "AWS::SNS::Subscription",
          Properties: { TopicArn: { Ref: "Topic" }, Protocol: "sqs", FilterPolicy: {} },
        },
      },
      /FilterPolicy/,
    ],
  ])("%s", (_what, changes, message) => {
    expect(() => readTemplate(standInStack(changes), queueUrl)).toThrow(message);
  });
});
