import { unknownActions } from "./support/iam-words.ts";
import { policiesOf, render } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

const KEY = "arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const TOPIC = "arn:aws:sns:eu-central-1:444455556666:trail-notices";
const ROLE = "arn:aws:iam::444455556666:role/log-reader";
const TRAIL = "arn:aws:cloudtrail:eu-central-1:444455556666:trail/organization";

const FUNCTION_ROLE = "<ForwardermainRole2EADEC60.Arn>";
const QUEUE = "<IngestmainQueueD0BDE564.Arn>";

/** The handouts of a stack by name, as somebody would paste them. */
function handoutsOf(source: object): Record<string, unknown> {
  const { template } = synthesized({ ...ONE_DESTINATION, source });
  return Object.fromEntries(
    Object.entries(template.Outputs)
      .filter(([name]) => name.startsWith("Handout"))
      .map(([name, { Value }]) => [name.slice("Handout".length), JSON.parse(String(render(Value)))]),
  );
}

const document = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });

const decrypt = (reader: string) => ({
  Sid: "ForwarderDecryptsLogFiles",
  Effect: "Allow",
  Principal: { AWS: [reader] },
  Action: "kms:Decrypt",
  Resource: "*",
  Condition: { StringEquals: { "kms:ViaService": "s3.<AWS::Region>.<AWS::URLSuffix>" } },
});

/** A printed policy in the place of a resource's, to be read the same way. */
const asPolicy = (json: unknown) => ({ Type: "Handout", Properties: { PolicyDocument: json } });

describe("what the stack prints for others to apply", () => {
  it("is nothing for a new account", () => {
    expect(handoutsOf({})).toEqual({});
  });

  it("is EventBridge for an adopted bucket of the same account", () => {
    expect(handoutsOf({ mode: "adopt", bucketName: "logs" })).toEqual({
      BucketNotification: { EventBridgeConfiguration: {} },
    });
  });

  it("is bucket policy, key policy and notification rule for a bucket of another account", () => {
    const buckets = [{ name: "logs", prefix: "org", account: "444455556666", keyArn: KEY }];

    expect(handoutsOf({ mode: "adopt", notifications: "s3", buckets })).toEqual({
      BucketPolicy: document(
        {
          Sid: "ReadLogFiles",
          Effect: "Allow",
          Principal: { AWS: [FUNCTION_ROLE] },
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: "arn:<AWS::Partition>:s3:::logs/org/AWSLogs/*",
        },
        {
          Sid: "TellMissingFromDenied",
          Effect: "Allow",
          Principal: { AWS: [FUNCTION_ROLE] },
          Action: "s3:ListBucket",
          Resource: "arn:<AWS::Partition>:s3:::logs",
          Condition: { StringLike: { "s3:prefix": "org/AWSLogs/*" } },
        },
      ),
      KeyPolicy: document(decrypt(FUNCTION_ROLE)),
      BucketNotification: {
        QueueConfigurations: [
          {
            Id: "CloudTrailForwarder-log-files",
            QueueArn: QUEUE,
            Events: ["s3:ObjectCreated:*"],
            Filter: {
              Key: {
                FilterRules: [
                  { Name: "prefix", Value: "org/AWSLogs/" },
                  { Name: "suffix", Value: ".json.gz" },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it("is trust and permissions for a role in the buckets' account, and no bucket policy", () => {
    const handouts = handoutsOf({
      mode: "adopt",
      notifications: "s3",
      bucketRole: { arn: ROLE, externalId: "forwarder-1" },
      buckets: [{ name: "logs", account: "444455556666", keyArn: KEY }],
    });

    expect(Object.keys(handouts)).toEqual([
      "BucketRoleTrustPolicy",
      "BucketRolePolicy",
      "KeyPolicy",
      "BucketNotification",
    ]);
    expect(handouts.BucketRoleTrustPolicy).toEqual(
      document({
        Sid: "ForwarderTakesOnRole",
        Effect: "Allow",
        Principal: { AWS: [FUNCTION_ROLE] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "forwarder-1" } },
      }),
    );
    expect(handouts.BucketRolePolicy).toMatchObject({
      Statement: [
        { Sid: "ReadLogFiles" },
        { Sid: "TellMissingFromDenied" },
        { Sid: "DecryptLogFiles", Resource: KEY },
      ],
    });
    expect(handouts.KeyPolicy).toEqual(document(decrypt(ROLE)));
  });

  it("is the topic's policy for CloudTrail's own topic, naming the trail and the queue", () => {
    const source = {
      mode: "adopt",
      bucketName: "logs",
      notifications: "cloudtrail-sns",
      topicArn: TOPIC,
      trailArn: TRAIL,
    };

    expect(handoutsOf(source)).toEqual({
      TopicPolicy: document(
        {
          Sid: "TrailAnnounces",
          Effect: "Allow",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action: "sns:Publish",
          Resource: TOPIC,
          Condition: { ArnEquals: { "aws:SourceArn": TRAIL } },
        },
        {
          Sid: "ForwarderSubscribes",
          Effect: "Allow",
          Principal: { AWS: "arn:<AWS::Partition>:iam::<AWS::AccountId>:root" },
          Action: "sns:Subscribe",
          Resource: TOPIC,
          Condition: { StringEquals: { "sns:Protocol": "sqs", "sns:Endpoint": [QUEUE] } },
        },
      ),
    });
  });

  it("is also CloudTrail's part of the key policy when a new trail uses a key that exists", () => {
    const { KeyPolicy } = handoutsOf({ key: KEY });

    expect(KeyPolicy).toMatchObject({
      Statement: [
        { Sid: "CloudTrailEncryptsLogFiles" },
        { Sid: "CloudTrailChecksKey" },
        { Sid: "ForwarderDecryptsLogFiles" },
      ],
    });
  });

  it("numbers the handouts of several buckets and names each key once", () => {
    const bucket = { account: "444455556666", keyArn: KEY };
    const buckets = [
      { name: "one-logs", ...bucket },
      { name: "two-logs", ...bucket },
    ];

    expect(Object.keys(handoutsOf({ mode: "adopt", notifications: "s3", buckets }))).toEqual([
      "BucketPolicy1",
      "BucketPolicy2",
      "KeyPolicy",
      "BucketNotification1",
      "BucketNotification2",
    ]);
  });

  it("names only actions that exist", async () => {
    const documents = [
      handoutsOf({
        mode: "adopt",
        notifications: "s3",
        buckets: [{ name: "logs", account: "444455556666" }],
      }),
      handoutsOf({
        mode: "adopt",
        bucketName: "logs",
        key: KEY,
        bucketRole: { arn: ROLE, externalId: "e-1" },
      }),
      handoutsOf({ notifications: "sns", topicArn: TOPIC, key: KEY }),
    ].flatMap((handouts) => Object.values(handouts));
    const actions = documents
      .flatMap((json) => [...policiesOf({ Resources: { x: asPolicy(json) }, Outputs: {} }).values()])
      .flat()
      .flatMap(({ Action }) => Action);

    expect(new Set(actions).size).toBe(9);
    expect(await unknownActions(actions)).toEqual([]);
  });
});

describe("several buckets and prefixes into one pipeline", () => {
  const source = {
    mode: "adopt",
    notifications: "s3",
    buckets: [
      { name: "one-logs", prefix: "a" },
      { name: "one-logs", prefix: "b" },
      { name: "two-logs", account: "444455556666" },
    ],
  };
  const { template } = synthesized({ ...ONE_DESTINATION, source });
  const policies = policiesOf(template);

  it("lets these buckets announce, in the names of their owners", () => {
    const [, statements = []] = [...policies].find(([key]) => /^IngestmainQueuePolicy/.test(key)) ?? [];

    expect(statements.filter(({ Effect }) => Effect === "Allow").map(({ Condition }) => Condition)).toEqual([
      {
        ArnEquals: {
          "aws:SourceArn": ["arn:<AWS::Partition>:s3:::one-logs", "arn:<AWS::Partition>:s3:::two-logs"],
        },
        StringEquals: { "aws:SourceAccount": ["<AWS::AccountId>", "444455556666"] },
      },
    ]);
  });

  it("reads these folders and takes messages about these buckets only", () => {
    const [, statements = []] =
      [...policies].find(([key]) => /^ForwardermainRole\w+\/Forward/.test(key)) ?? [];
    const [fn] = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::Lambda::Function");

    expect(statements.find(({ Sid }) => Sid === "ReadLogFiles")?.Resource).toEqual([
      "arn:<AWS::Partition>:s3:::one-logs/a/AWSLogs/*",
      "arn:<AWS::Partition>:s3:::one-logs/b/AWSLogs/*",
      "arn:<AWS::Partition>:s3:::two-logs/AWSLogs/*",
    ]);
    expect(
      statements
        .filter(({ Sid }) => Sid?.startsWith("TellMissing"))
        .map(({ Resource, Condition }) => [Resource, Condition]),
    ).toEqual([
      ["arn:<AWS::Partition>:s3:::one-logs", { StringLike: { "s3:prefix": "a/AWSLogs/*" } }],
      ["arn:<AWS::Partition>:s3:::one-logs", { StringLike: { "s3:prefix": "b/AWSLogs/*" } }],
      ["arn:<AWS::Partition>:s3:::two-logs", { StringLike: { "s3:prefix": "AWSLogs/*" } }],
    ]);
    expect(fn?.Properties).toMatchObject({
      Environment: { Variables: { FORWARDER_LOG_BUCKETS: "one-logs,two-logs" } },
    });
  });

  it.each(["s3", "eventbridge"])(
    "stays within the limits of policies with the most buckets, by %s",
    (notifications) => {
      const own =
        notifications === "s3" ? (index: number) => ({ account: String(100000000000 + index) }) : () => ({});
      const buckets = Array.from({ length: 20 }, (_, index) => ({
        name: `organization-audit-logs-${index}`,
        prefix: `some/prefix/${index}`,
        ...own(index),
        keyArn: `arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890${String(index).padStart(2, "0")}`,
      }));
      const largest = policiesOf(
        synthesized({ ...ONE_DESTINATION, source: { mode: "adopt", notifications, buckets } }).template,
      );

      for (const [key, list] of largest) {
        // Quotas: SQS 20 statements and 8,192 bytes a policy; IAM 10,240 characters for all inline policies of a role.
        if (/QueuePolicy/.test(key)) expect(list.length).toBeLessThanOrEqual(20);
        expect(JSON.stringify(list).length).toBeLessThan(/QueuePolicy/.test(key) ? 8_192 : 10_240);
      }
    },
  );
});
