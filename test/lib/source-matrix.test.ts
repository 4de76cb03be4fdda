import type { Template } from "../../lib/synth.ts";
import { unknownActions } from "./support/iam-words.ts";
import { synthesizeMany } from "./support/many-stacks.ts";
import { policiesOf, type RenderedStatement, render } from "./support/policies.ts";
import { ONE_DESTINATION } from "./support/synthesized.ts";

/** Every sensible combination of mode, route, key, organization and owner, in three partitions. */

interface Case {
  readonly mode: "create" | "adopt";
  readonly route: "s3" | "sns" | "eventbridge" | "cloudtrail-sns";
  readonly key: "create" | "none" | "arn" | "alias";
  readonly owner: "own" | "organization" | "foreign" | "role";
  readonly pipelines: 1 | 2;
  readonly partition: string;
}

const PARTITIONS = ["aws-cn", "aws-us-gov", "aws-iso"];
const FOREIGN = "444455556666";
const BUCKET = "landing-zone-logs";
const { main } = ONE_DESTINATION.destinations;

const region = (partition: string) =>
  partition === "aws-cn" ? "cn-north-1" : partition === "aws-us-gov" ? "us-gov-west-1" : "us-iso-east-1";
const keyArn = (partition: string) =>
  `arn:${partition}:kms:${region(partition)}:${FOREIGN}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const topicArn = (partition: string) => `arn:${partition}:sns:${region(partition)}:${FOREIGN}:trail-notices`;
const roleArn = (partition: string) => `arn:${partition}:iam::${FOREIGN}:role/log-reader`;

const ROUTES = ["s3", "sns", "eventbridge", "cloudtrail-sns"] as const;

function* cases(): Generator<Case> {
  let count = 0;
  const next = () => PARTITIONS[count++ % PARTITIONS.length] ?? "";
  for (const route of ROUTES) {
    for (const key of ["create", "none", "arn", "alias"] as const)
      for (const owner of ["own", "organization"] as const)
        yield { mode: "create", route, key, owner, pipelines: 1, partition: next() };
    // Events of a bucket stay on the bus of its own account.
    for (const key of ["none", "arn"] as const)
      for (const owner of ["own", "foreign", "role"] as const)
        if (route !== "eventbridge" || owner !== "foreign")
          yield { mode: "adopt", route, key, owner, pipelines: 1, partition: next() };
    yield { mode: "adopt", route, key: "alias", owner: "own", pipelines: 1, partition: next() };
    // How many pipelines there are has nothing to do with key and owner.
    yield { mode: "create", route, key: "create", owner: "organization", pipelines: 2, partition: next() };
    yield { mode: "adopt", route, key: "arn", owner: "own", pipelines: 2, partition: next() };
  }
}

function nameOf({ mode, route, key, owner, pipelines, partition }: Case): string {
  return `${mode}-${route}-${key}-${owner}-${pipelines}-${partition}`;
}

function configurationOf(given: Case): object {
  const { mode, route, key, owner, pipelines, partition } = given;
  const keys = { create: "create", none: "none", arn: keyArn(partition), alias: "alias/logs" };
  const destinations = pipelines === 1 ? { main } : { one: main, two: main };
  const shared = { mode, notifications: route };
  if (mode === "create") {
    const organization = owner === "organization" ? { organizationId: "o-exampleorg1" } : {};
    return { destinations, source: { ...shared, key: keys[key], ...organization } };
  }
  const topic = route === "sns" || route === "cloudtrail-sns" ? { topicArn: topicArn(partition) } : {};
  const role = owner === "role" ? { bucketRole: { arn: roleArn(partition), externalId: "forwarder-1" } } : {};
  const bucket =
    owner === "foreign"
      ? { buckets: [{ name: BUCKET, account: FOREIGN, ...(key === "arn" && { keyArn: keyArn(partition) }) }] }
      : { bucketName: BUCKET, key: keys[key] };
  return { destinations, source: { ...shared, ...topic, ...role, ...bucket } };
}

const all = [...cases()];
const templates = synthesizeMany(new Map(all.map((given) => [nameOf(given), configurationOf(given)])));
const rows = all.map((given) => [nameOf(given), given, templateOf(given)] as const);

function templateOf(given: Case): Template {
  const template = templates.get(nameOf(given));
  if (!template) throw new Error(`no template for ${nameOf(given)}`);
  return template;
}

function typesOf(template: Template): string[] {
  return Object.values(template.Resources).map(({ Type }) => Type);
}

function statementsOf(template: Template, resource: RegExp): RenderedStatement[] {
  return [...policiesOf(template)]
    .filter(([key]) => resource.test(key))
    .flatMap(([, statements]) => statements);
}

const SENDERS = {
  s3: "s3.amazonaws.com",
  sns: "sns.amazonaws.com",
  eventbridge: "events.amazonaws.com",
  "cloudtrail-sns": "sns.amazonaws.com",
};

describe("every combination of source options", () => {
  it("passes cdk-nag and the offline validator", () => {
    // Synthesis throws with the findings when there are any.
    expect(templates.size).toBe(all.length);
    expect(all.length).toBeGreaterThan(60);
  });

  it.each(rows)("%s names no partition by itself", (_name, { partition }, template) => {
    const literal = new Set(JSON.stringify(template).match(/arn:aws[\w-]*/g));

    literal.delete(`arn:${partition}`);
    expect([...literal]).toEqual([]);
  });

  it.each(rows)(
    "%s lets exactly one service put messages, on behalf of one resource",
    (_name, given, template) => {
      const { route, pipelines } = given;
      const expected = route === "s3" && pipelines === 2 ? SENDERS.sns : SENDERS[route];
      const policies = [...policiesOf(template)].filter(([key]) =>
        /^Ingest\w*?(?<!DeadLetter)QueuePolicy/.test(key),
      );

      expect(policies).toHaveLength(pipelines);
      for (const [, statements] of policies) {
        const allowed = statements.filter(({ Effect }) => Effect === "Allow");
        expect(allowed.map(({ Principal }) => Principal)).toEqual([{ Service: expected }]);
        expect(allowed.map(({ Action }) => Action)).toEqual(["sqs:SendMessage"]);
        expect(allowed[0]?.Condition).toMatchObject({ ArnEquals: { "aws:SourceArn": expect.any(String) } });
        if (expected === SENDERS.s3)
          expect(allowed[0]?.Condition).toMatchObject({
            StringEquals: { "aws:SourceAccount": expect.any(String) },
          });
      }
    },
  );

  it.each(rows)("%s reads log files and nothing else", (_name, given, template) => {
    const { mode, key, owner, partition } = given;
    const role = statementsOf(template, /^Forwarder\w+Role\w+\/Forward$/);
    const bucket =
      mode === "create" ? "<SourceLogsBucket233D8214.Arn>" : `arn:<AWS::Partition>:s3:::${BUCKET}`;
    // The first pipeline's, which ends with the log it writes; these destinations need nothing further.
    const own = role.slice(0, role.findIndex(({ Sid }) => Sid === "WriteLog") + 1);
    const reading = own.filter(({ Sid }) => /^(ReadLogFiles|TellMissing|Decrypt|Assume)/.test(Sid ?? ""));
    if (owner === "role") {
      expect(reading).toEqual([
        { Sid: "AssumeBucketRole", Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn(partition) },
      ]);
      return;
    }
    const keyResource = {
      create: "<SourceKeyD2DABC20.Arn>",
      arn: keyArn(partition),
      alias: "arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*",
      none: "",
    }[key];
    const decrypt = {
      Sid: "DecryptLogFiles",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyResource,
      Condition: {
        StringEquals: { "kms:ViaService": "s3.<AWS::Region>.<AWS::URLSuffix>" },
        ...(key === "alias" && { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/logs" } }),
      },
    };
    expect(reading).toEqual([
      {
        Sid: "ReadLogFiles",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: `${bucket}/AWSLogs/*`,
      },
      {
        Sid: "TellMissingFromDenied",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucket,
        Condition: { StringLike: { "s3:prefix": "AWSLogs/*" } },
      },
      ...(key === "none" ? [] : [decrypt]),
    ]);
    expect(own.map(({ Sid }) => Sid).filter((sid) => !reading.some(({ Sid }) => Sid === sid))).toEqual([
      "ConsumeQueue",
      "KeepRejects",
      "KeepLedger",
      "ListSources",
      "WriteLog",
    ]);
  });
});

test("every action in every policy of every combination exists", async () => {
  const actions = rows.flatMap(([, , template]) =>
    [...policiesOf(template).values()].flat().flatMap(({ Action }) => Action),
  );

  expect(await unknownActions(actions)).toEqual([]);
});

describe("adopt mode", () => {
  it.each(rows.filter(([, { mode }]) => mode === "adopt"))(
    "%s touches nothing that was there",
    (_name, given, template) => {
      const types = typesOf(template);

      // The one bucket and its policy are the reject store's.
      expect(types.filter((type) => type.startsWith("AWS::S3::"))).toEqual([
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
      ]);
      expect(types.filter((type) => /^Custom::|CloudTrail::Trail|KMS::|SNS::TopicPolicy/.test(type))).toEqual(
        given.route === "s3" && given.pipelines === 2 ? ["AWS::SNS::TopicPolicy"] : [],
      );
      expect(types.filter((type) => type === "AWS::Lambda::Function")).toHaveLength(given.pipelines);
    },
  );
});

describe("what others have on an adopted bucket", () => {
  /** Resources that may name the bucket: what reads it, what it may send to, and what listens to it. */
  const MAY_NAME = ["AWS::Events::Rule", "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::SNS::TopicPolicy"];

  it.each(rows.filter(([, { mode }]) => mode === "adopt"))(
    "(notifications, policy, lifecycle) survives create, update and delete: %s has no resource that is about the bucket",
    (_name, _given, template) => {
      const naming = Object.values(template.Resources).filter((resource) =>
        JSON.stringify(resource).includes(BUCKET),
      );
      const types = new Set(naming.map(({ Type }) => Type));

      expect(naming.length).toBeGreaterThan(0);
      expect([...types].filter((type) => ![...MAY_NAME, "AWS::SQS::QueuePolicy"].includes(type))).toEqual([]);
      // A custom resource could do anything; there is none, nor a function that could serve one.
      expect(typesOf(template).filter((type) => /^Custom::|CloudFormation::/.test(type))).toEqual([]);
    },
  );
});

describe("create mode", () => {
  const created = rows.filter(([, { mode }]) => mode === "create");

  it.each(created)(
    "%s has one trail that records everything everywhere and validates",
    (_name, given, template) => {
      const [trail] = Object.values(template.Resources).filter(
        ({ Type }) => Type === "AWS::CloudTrail::Trail",
      );

      expect(trail?.Properties).toMatchObject({
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: true,
        IsLogging: true,
      });
      expect(trail?.Properties?.IsOrganizationTrail).toBe(given.owner === "organization" ? true : undefined);
      expect(render(trail?.Properties?.KMSKeyId)).toBe(
        {
          create: "<SourceKeyD2DABC20.Arn>",
          none: undefined,
          arn: keyArn(given.partition),
          alias: "arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:alias/logs",
        }[given.key],
      );
      expect(trail?.Properties?.SnsTopicName !== undefined).toBe(given.route === "cloudtrail-sns");
    },
  );

  it.each(created)("%s lets that trail, and no other, deliver", (_name, given, template) => {
    const folder =
      "arn:<AWS::Partition>:s3:::cloudtrailforwarder-logs-<AWS::AccountId>-<AWS::Region>/AWSLogs";
    const writes = statementsOf(template, /^SourceLogsBucketPolicy/).filter(
      ({ Effect }) => Effect === "Allow",
    );

    expect(writes.map(({ Sid }) => Sid)).toEqual(["CloudTrailReadsAcl", "CloudTrailWritesLogFiles"]);
    expect(writes[1]?.Resource).toEqual(
      given.owner === "organization"
        ? [`${folder}/<AWS::AccountId>/*`, `${folder}/o-exampleorg1/*`]
        : `${folder}/<AWS::AccountId>/*`,
    );
    for (const { Condition } of writes)
      expect(Condition).toMatchObject({
        StringEquals: {
          "aws:SourceArn":
            "arn:<AWS::Partition>:cloudtrail:<AWS::Region>:<AWS::AccountId>:trail/CloudTrailForwarder-trail",
        },
      });
  });

  it.each(created)("%s announces each log file once", (_name, { route, pipelines }, template) => {
    const notifications = Object.values(template.Resources)
      .map(({ Properties }) => Properties?.NotificationConfiguration)
      .filter((found) => found !== undefined);
    const kinds = notifications.flatMap((found) => Object.keys(found as object));
    const direct = pipelines === 1 ? "QueueConfigurations" : "TopicConfigurations";

    expect(kinds).toEqual(
      {
        s3: [direct],
        sns: ["TopicConfigurations"],
        eventbridge: ["EventBridgeConfiguration"],
        "cloudtrail-sns": [],
      }[route],
    );
  });
});
