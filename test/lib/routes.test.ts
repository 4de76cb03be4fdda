import { policiesOf, render } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

const TOPIC = "arn:aws:sns:eu-west-1:444455556666:trail-notices";

function resourcesOf(source: object, type: string) {
  const { template } = synthesized({ ...ONE_DESTINATION, source });
  const found = Object.values(template.Resources).filter(({ Type }) => Type === type);
  return { template, properties: found.map(({ Properties }) => render(Properties)), resources: found };
}

describe("the EventBridge route", () => {
  const source = {
    mode: "adopt",
    buckets: [{ name: "one-logs", prefix: "team*a" }, { name: "two-logs" }],
  };
  const { template, properties } = resourcesOf(source, "AWS::Events::Rule");

  it("selects new log files of each bucket below its prefix, whatever characters that has", () => {
    const pattern = (name: string, wildcard: string) => ({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [name] }, object: { key: [{ wildcard }] } },
    });

    expect(properties).toMatchObject([
      { EventPattern: pattern("one-logs", "team\\*a/AWSLogs/*.json.gz") },
      { EventPattern: pattern("two-logs", "AWSLogs/*.json.gz") },
    ]);
  });

  it("keeps what the queue does not take in the dead-letter queue", () => {
    for (const rule of properties)
      expect(rule).toMatchObject({
        Targets: [
          {
            Arn: "<IngestmainQueueD0BDE564.Arn>",
            DeadLetterConfig: { Arn: "<IngestmainDeadLetterQueue94576AEF.Arn>" },
          },
        ],
      });
    const [, statements = []] =
      [...policiesOf(template)].find(([key]) => /^IngestmainDeadLetterQueuePolicy/.test(key)) ?? [];
    const [sender, ...others] = statements.filter(({ Effect }) => Effect === "Allow");
    expect(others).toEqual([]);
    expect(sender?.Condition).toEqual({
      ArnEquals: {
        "aws:SourceArn": [
          expect.stringMatching(/^<IngestmainRulesRule1/),
          expect.stringMatching(/^<IngestmainRulesRule2/),
        ],
      },
    });
  });
});

describe("the topic routes", () => {
  it("subscribe to a topic of another region and account, raw, with a dead-letter queue", () => {
    const source = {
      mode: "adopt",
      bucketName: "one-logs",
      notifications: "cloudtrail-sns",
      topicArn: TOPIC,
    };

    expect(resourcesOf(source, "AWS::SNS::Subscription").properties).toEqual([
      {
        Protocol: "sqs",
        TopicArn: TOPIC,
        Region: "eu-west-1",
        Endpoint: "<IngestmainQueueD0BDE564.Arn>",
        RawMessageDelivery: true,
        RedrivePolicy: { deadLetterTargetArn: "<IngestmainDeadLetterQueue94576AEF.Arn>" },
      },
    ]);
  });

  it("let only the trail publish to the topic that is made for it, over TLS", () => {
    const { properties, template } = resourcesOf(
      { notifications: "cloudtrail-sns" },
      "AWS::SNS::TopicPolicy",
    );
    const [topic] = Object.keys(template.Resources).filter((id) => id.startsWith("FanOutTopic"));

    expect(properties).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: "Deny",
              Action: "sns:Publish",
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            {
              Sid: "TrailAnnounces",
              Effect: "Allow",
              Action: "sns:Publish",
              Principal: { Service: "cloudtrail.amazonaws.com" },
              Resource: `<${topic}>`,
              Condition: {
                ArnEquals: {
                  "aws:SourceArn":
                    "arn:<AWS::Partition>:cloudtrail:<AWS::Region>:<AWS::AccountId>:trail/CloudTrailForwarder-trail",
                },
              },
            },
          ],
        },
      },
    ]);
  });

  it("have the topic's policy in place before the trail tries the topic", () => {
    const { resources, template } = resourcesOf(
      { notifications: "cloudtrail-sns" },
      "AWS::CloudTrail::Trail",
    );
    const policies = Object.keys(template.Resources).filter((id) =>
      /^FanOutPolicy|^SourceLogsBucketPolicy/.test(id),
    );

    expect(policies).toHaveLength(2);
    expect(resources[0]?.DependsOn).toEqual(expect.arrayContaining(policies));
  });
});

describe("settings of the source that the function needs", () => {
  it("travel with its pipeline: the role to take on, and who owns what", () => {
    const source = {
      mode: "adopt",
      bucketName: "one-logs",
      bucketRole: { arn: "arn:aws:iam::444455556666:role/log-reader", externalId: "forwarder-1" },
      tenants: { acme: { accounts: ["111122223333"] } },
    };
    const [fn] = resourcesOf(source, "AWS::Lambda::Function").resources;
    const variables = fn?.Properties?.Environment as { Variables: Record<string, string> } | undefined;

    expect(JSON.parse(variables?.Variables.FORWARDER_PIPELINE ?? "").source).toEqual({
      bucketRole: source.bucketRole,
      tenants: {
        acme: { accounts: ["111122223333"], organizationalUnits: [], organizations: [], prefixes: [] },
      },
    });
  });
});
