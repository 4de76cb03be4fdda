import { z } from "zod";
import { nagFindings } from "./support/nag.ts";
import { policiesOf } from "./support/policies.ts";
import { synthesized } from "./support/synthesized.ts";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:syslog-tls-AbCdEf";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:siem-log-files";
const STREAM = "arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem";

const { template } = synthesized({
  format: "ecs",
  destinations: {
    detections: { type: "s3-mirror", bucketArn: "arn:aws:s3:::siem-mirror", topicArn: TOPIC, format: "raw" },
    search: { type: "qradar-syslog", host: "10.0.0.5", tlsSecretArn: SECRET, format: "leef" },
    lake: { type: "firehose", streamArn: STREAM },
  },
});

const policies = policiesOf(template);

/** What the role of one pipeline may do for its destination. */
function destinationRights(name: string): Record<string, unknown> {
  const roles = [...policies].filter(([key]) => key.startsWith(`Forwarder${name}Role`));
  const statements = roles.flatMap(([, statement]) => statement);
  return Object.fromEntries(
    statements
      .filter(({ Sid }) => Sid?.startsWith("Destination"))
      .map(({ Action, Resource }) => [String(Action), Resource]),
  );
}

const lambda = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

/** Destination type and format of each function. */
function pipelinesOfFunctions(): Record<string, string> {
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::Lambda::Function");
  return Object.fromEntries(
    functions.map(({ Properties }) => {
      const { FORWARDER_PIPELINE } = lambda.parse(Properties).Environment.Variables;
      const { name, destination, format } = JSON.parse(String(FORWARDER_PIPELINE));
      return [name, `${destination.type} as ${format.type}`];
    }),
  );
}

describe("three destinations in one stack", () => {
  it("run in functions of their own, each with its own format", () => {
    expect(pipelinesOfFunctions()).toEqual({
      detections: "s3-mirror as raw",
      search: "qradar-syslog as leef",
      lake: "firehose as ecs",
    });
  });

  it("have roles that may do what their own destination needs, and nothing for the others", () => {
    expect(destinationRights("detections")).toEqual({
      "s3:PutObject": "arn:aws:s3:::siem-mirror/AWSLogs/*",
      "sns:Publish": TOPIC,
    });
    expect(destinationRights("search")).toEqual({ "secretsmanager:GetSecretValue": SECRET });
    expect(destinationRights("lake")).toEqual({ "firehose:PutRecordBatch": STREAM });
  });

  it("have queues and dead-letter queues of their own, so that one that is down keeps nobody waiting", () => {
    const mappings = Object.values(template.Resources).filter(
      ({ Type }) => Type === "AWS::Lambda::EventSourceMapping",
    );
    const queues = mappings.map(({ Properties }) => JSON.stringify(Properties?.EventSourceArn));
    expect(new Set(queues).size).toBe(3);
    const redrives = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      Type === "AWS::SQS::Queue" && Properties?.RedrivePolicy
        ? [JSON.stringify(Properties.RedrivePolicy)]
        : [],
    );
    expect(new Set(redrives).size).toBe(3);
  });
});

test("a mirror into the bucket that is read is refused when the stack is made", () => {
  const feedsItself = () =>
    synthesized({
      source: { mode: "adopt", bucketName: "org-trail" },
      destinations: { main: { type: "s3-mirror", bucketArn: "arn:aws:s3:::org-trail" } },
    });
  expect(feedsItself).toThrow(/forwarder\.destinations\.main\.bucketArn: expected another bucket/);
});

test("what AWS destinations may do passes cdk-nag, wildcards of object keys and log streams acknowledged", () => {
  const logGroupArn = "arn:aws:logs:eu-central-1:111122223333:log-group:/security/cloudtrail";
  const destinations = {
    archive: { type: "s3", bucketArn: "arn:aws:s3:::siem-archive" },
    logs: { type: "cloudwatch-logs", logGroupArn },
  };
  expect(nagFindings({ destinations })).toBe("");
});
