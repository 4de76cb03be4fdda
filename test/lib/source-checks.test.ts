import { ConfigurationError } from "../../lib/config-problems.ts";
import { readSettings } from "../../lib/context.ts";
import { ONE_DESTINATION } from "./support/synthesized.ts";

const KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:trail-notices";
const ROLE = "arn:aws:iam::444455556666:role/log-reader";
const adopt = { mode: "adopt", bucketName: "landing-zone-logs" };

function problemsOf(source: object): readonly string[] {
  try {
    readSettings({ forwarder: { ...ONE_DESTINATION, source } });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("source settings that cannot work together", () => {
  it.each<[string, object, string, RegExp]>([
    [
      "a trail option in adopt mode",
      { ...adopt, trailName: "mine" },
      "trailName",
      /belongs to source\.mode "create"/,
    ],
    [
      "an adopted bucket in create mode",
      { buckets: [{ name: "logs" }] },
      "buckets",
      /belongs to source\.mode "adopt"/,
    ],
    ["adopt mode without a bucket", { mode: "adopt" }, "bucketName", /the bucket to adopt .* got nothing/],
    [
      "one bucket and several",
      { ...adopt, buckets: [{ name: "logs" }] },
      "bucketName",
      /nothing when source\.buckets is given/,
    ],
    [
      "a shared key for several buckets",
      { mode: "adopt", key: KEY, buckets: [{ name: "logs" }] },
      "key",
      /each bucket has its own keyArn/,
    ],
    [
      "a shared prefix for several buckets",
      { mode: "adopt", prefix: "a", buckets: [{ name: "logs" }] },
      "prefix",
      /each bucket has its own prefix/,
    ],
    [
      "the same folder twice",
      {
        mode: "adopt",
        buckets: [
          { name: "logs", prefix: "a" },
          { name: "logs", prefix: "/a/" },
        ],
      },
      "buckets.1",
      /s3:\/\/logs\/a\/AWSLogs\/ again/,
    ],
    [
      "a new key for an adopted bucket",
      { ...adopt, key: "create" },
      "key",
      /a new key would not decrypt files that exist/,
    ],
    [
      "a topic with a route that has none",
      { ...adopt, topicArn: TOPIC },
      "topicArn",
      /"sns" or "cloudtrail-sns".*a topic with "eventbridge"/,
    ],
    [
      "adopt with sns but no topic",
      { ...adopt, notifications: "sns" },
      "topicArn",
      /the topic that the bucket publishes to already; without one, use "eventbridge" or "s3"/,
    ],
    [
      "adopt with cloudtrail-sns but no topic",
      { ...adopt, notifications: "cloudtrail-sns" },
      "topicArn",
      /the topic that the trail publishes to already/,
    ],
    [
      "EventBridge across accounts",
      { mode: "adopt", buckets: [{ name: "logs", account: "444455556666" }] },
      "notifications",
      /or deploy the stack there, got "eventbridge" for logs of account 444455556666/,
    ],
    [
      "bucket notifications across regions",
      {
        mode: "adopt",
        notifications: "s3",
        buckets: [
          { name: "a", region: "eu-west-1" },
          { name: "b", region: "us-east-1" },
        ].map((bucket) => ({ ...bucket, name: `${bucket.name}-logs` })),
      },
      "notifications",
      /one stack for each region, got "s3" for buckets in eu-west-1 and us-east-1/,
    ],
    [
      "an alias in another account",
      { ...adopt, key: "alias/logs", bucketRole: { arn: ROLE } },
      "key",
      /an alias does not reach into another account/,
    ],
    [
      "copies without a key",
      { replication: { bucketArn: "arn:aws:s3:::copies" } },
      "replication.keyArn",
      /the key that encrypts the copies/,
    ],
    [
      "a management account without an organization",
      { managementAccount: "444455556666" },
      "organizationId",
      /the organization's id/,
    ],
    [
      "a trail that records nothing",
      { trail: { management: "none" } },
      "trail.management",
      /"all", "read" or "write"/,
    ],
    [
      "services left out of no management events",
      {
        trail: {
          management: "none",
          dataEvents: [{ type: "AWS::S3::Object" }],
          excludeManagementSources: ["kms.amazonaws.com"],
        },
      },
      "trail.excludeManagementSources",
      /leaves out every management event/,
    ],
    [
      "call-rate Insights without writes",
      { trail: { management: "read", insights: ["ApiCallRateInsight"] } },
      "trail.insights",
      /"all" or "write" for ApiCallRateInsight/,
    ],
    [
      "Insights without management events",
      {
        trail: {
          management: "none",
          insights: ["ApiErrorRateInsight"],
          dataEvents: [{ type: "AWS::S3::Object" }],
        },
      },
      "trail.insights",
      /other than none/,
    ],
    [
      "summaries of no data events",
      { trail: { aggregation: ["API_ACTIVITY"] } },
      "trail.aggregation",
      /source\.trail\.dataEvents to summarize/,
    ],
  ])("%s", (_name, source, path, words) => {
    const problems = problemsOf(source);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(words);
    expect(problems[0]).toMatch(
      new RegExp(
        `^forwarder\\.source\\.${path.replaceAll(".", "\\.")}: expected .*, got .*; see docs/configuration\\.md$`,
      ),
    );
  });

  it.each<[string, object]>([
    ["an existing key by ARN", { key: KEY }],
    ["an existing key by alias", { key: "alias/security/logs" }],
    [
      "two prefixes of one bucket",
      {
        mode: "adopt",
        buckets: [
          { name: "logs", prefix: "a" },
          { name: "logs", prefix: "b" },
        ],
      },
    ],
    [
      "a bucket of another account by S3 notifications",
      { mode: "adopt", notifications: "s3", buckets: [{ name: "logs", account: "444455556666" }] },
    ],
    ["copies of files without a KMS key", { key: "none", replication: { bucketArn: "arn:aws:s3:::copies" } }],
    ["error-rate Insights of reads", { trail: { management: "read", insights: ["ApiErrorRateInsight"] } }],
  ])("accepts %s", (_name, source) => {
    expect(problemsOf(source)).toEqual([]);
  });

  it.each([
    ["bucketName", "Landing_Zone"],
    ["key", "my-key"],
    ["topicArn", "arn:aws:sns:eu-central-1:111122223333:notices.fifo"],
    ["organizationId", "ou-1234"],
    ["managementAccount", "1234"],
  ])("says what %s looks like", (key, value) => {
    const problems = problemsOf({ [key]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      new RegExp(`^forwarder\\.source\\.${key}: expected .*, got ${JSON.stringify(value)};`),
    );
  });

  it("takes an account id from the command line, where it looks like a number", () => {
    const { config } = readSettings({
      forwarder: ONE_DESTINATION,
      "forwarder.source.organizationId": "o-exampleorg1",
      "forwarder.source.managementAccount": "444455556666",
    });

    expect(config.source.managementAccount).toBe("444455556666");
  });
});
