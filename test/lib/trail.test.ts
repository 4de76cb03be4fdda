import { render } from "./support/policies.ts";
import { ONE_DESTINATION, synthesized } from "./support/synthesized.ts";

function propertiesOf(source: object, type: string, id = /./): Record<string, unknown> {
  const { template } = synthesized({ ...ONE_DESTINATION, source });
  const [resource] = Object.entries(template.Resources).filter(
    ([logicalId, { Type }]) => Type === type && id.test(logicalId),
  );
  return resource?.[1].Properties ?? {};
}

const trailOf = (source: object) => propertiesOf(source, "AWS::CloudTrail::Trail");

describe("what the trail records", () => {
  it("is every management event when nothing is said", () => {
    expect(trailOf({})).not.toHaveProperty("AdvancedEventSelectors");
    expect(trailOf({ trail: {} })).not.toHaveProperty("AdvancedEventSelectors");
    expect(trailOf({})).not.toHaveProperty("EventSelectors");
  });

  it("is only writes, without those of KMS", () => {
    const trail = trailOf({
      trail: { management: "write", excludeManagementSources: ["kms.amazonaws.com"] },
    });

    expect(trail.AdvancedEventSelectors).toEqual([
      {
        Name: "Management events",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Management"] },
          { Field: "readOnly", Equals: ["false"] },
          { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
        ],
      },
    ]);
  });

  it.each([
    ["read", [{ Field: "readOnly", Equals: ["true"] }]],
    ["write", [{ Field: "readOnly", Equals: ["false"] }]],
  ])("is only %ss", (management, others) => {
    expect(trailOf({ trail: { management } }).AdvancedEventSelectors).toEqual([
      {
        Name: "Management events",
        FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }, ...others],
      },
    ]);
  });

  it("can be data events alone", () => {
    const trail = trailOf({ trail: { management: "none", dataEvents: [{ type: "AWS::Lambda::Function" }] } });

    expect(trail.AdvancedEventSelectors).toMatchObject([
      {
        Name: "Data events of AWS::Lambda::Function",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::Lambda::Function"] },
          { Field: "userIdentity.arn" },
        ],
      },
    ]);
  });

  it("leaves the forwarder's own calls out of data events, and nobody else's", () => {
    const trail = trailOf({
      trail: {
        dataEvents: [
          {
            name: "Uploads",
            type: "AWS::S3::Object",
            arnStartsWith: ["arn:aws:s3:::payments/"],
            arnNotStartsWith: ["arn:aws:s3:::payments/tmp/"],
            eventNames: ["PutObject"],
            readOnly: false,
          },
        ],
      },
    });

    expect(render(trail.AdvancedEventSelectors)).toEqual([
      { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] },
      {
        Name: "Uploads",
        FieldSelectors: [
          { Field: "eventCategory", Equals: ["Data"] },
          { Field: "resources.type", Equals: ["AWS::S3::Object"] },
          {
            Field: "resources.ARN",
            StartsWith: ["arn:aws:s3:::payments/"],
            NotStartsWith: ["arn:aws:s3:::payments/tmp/"],
          },
          { Field: "eventName", Equals: ["PutObject"] },
          { Field: "readOnly", Equals: ["false"] },
          {
            Field: "userIdentity.arn",
            NotStartsWith: [
              expect.stringMatching(
                /^arn:<AWS::Partition>:sts::<AWS::AccountId>:assumed-role\/<ForwardermainRole[0-9A-F]{8}>\/$/,
              ),
            ],
          },
        ],
      },
    ]);
  });

  it("can be network activity, Insights and summaries", () => {
    const trail = trailOf({
      trail: {
        dataEvents: [{ type: "AWS::DynamoDB::Table" }],
        networkActivity: [
          { eventSource: "ec2.amazonaws.com", deniedOnly: true, vpcEndpointIds: ["vpce-0123456789abcdef0"] },
        ],
        insights: ["ApiCallRateInsight"],
        aggregation: ["API_ACTIVITY", "USER_ACTIONS"],
      },
    });

    expect(trail.AdvancedEventSelectors).toContainEqual({
      Name: "Network activity of ec2.amazonaws.com",
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["NetworkActivity"] },
        { Field: "eventSource", Equals: ["ec2.amazonaws.com"] },
        { Field: "errorCode", Equals: ["VpceAccessDenied"] },
        { Field: "vpcEndpointId", Equals: ["vpce-0123456789abcdef0"] },
      ],
    });
    expect(trail.InsightSelectors).toEqual([{ InsightType: "ApiCallRateInsight" }]);
    expect(trail.AggregationConfigurations).toEqual([
      { EventCategory: "Data", Templates: ["API_ACTIVITY", "USER_ACTIONS"] },
    ]);
  });
});

describe("an organization's trail", () => {
  it("belongs to the management account also when a delegated administrator deploys it", () => {
    const source = { organizationId: "o-exampleorg1", managementAccount: "444455556666", prefix: "org" };
    const policy = propertiesOf(source, "AWS::S3::BucketPolicy", /^SourceLogsBucketPolicy/);
    const key = propertiesOf(source, "AWS::KMS::Key");
    const trail =
      "arn:<AWS::Partition>:cloudtrail:<AWS::Region>:444455556666:trail/CloudTrailForwarder-trail";

    expect(JSON.stringify(render(policy))).toContain(`"aws:SourceArn":"${trail}"`);
    expect(JSON.stringify(render(policy))).toMatch(
      /\/org\/AWSLogs\/444455556666\/\*".*\/org\/AWSLogs\/o-exampleorg1\/\*"/,
    );
    expect(JSON.stringify(render(key))).toContain(`"aws:SourceArn":"${trail}"`);
    expect(JSON.stringify(render(key))).toContain("arn:<AWS::Partition>:cloudtrail:*:444455556666:trail/*");
  });
});

describe("the created bucket", () => {
  const bucketOf = (source: object) => propertiesOf(source, "AWS::S3::Bucket", /^SourceLogsBucket/);

  it("takes a name, so that a stack can be made again beside a bucket that was kept", () => {
    expect(bucketOf({ bucketName: "audit-logs-2" }).BucketName).toBe("audit-logs-2");
  });

  it("can be write-once", () => {
    expect(bucketOf({ objectLock: { mode: "COMPLIANCE", days: 365 } })).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 365 } },
      },
    });
    expect(bucketOf({})).not.toHaveProperty("ObjectLockEnabled");
  });

  it("can go without access logs", () => {
    expect(bucketOf({ accessLogs: false })).not.toHaveProperty("LoggingConfiguration");
  });

  it("can be copied into another account's bucket under another key, deletions excepted", () => {
    const keyArn = "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const replication = { bucketArn: "arn:aws:s3:::copies", account: "444455556666", keyArn };

    expect(bucketOf({ replication }).ReplicationConfiguration).toMatchObject({
      Rules: [
        {
          Status: "Enabled",
          Filter: { Prefix: "" },
          DeleteMarkerReplication: { Status: "Disabled" },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: "Enabled" } },
          Destination: {
            Bucket: "arn:aws:s3:::copies",
            Account: "444455556666",
            AccessControlTranslation: { Owner: "Destination" },
            EncryptionConfiguration: { ReplicaKmsKeyID: keyArn },
          },
        },
      ],
    });
  });
});

describe("the role that copies log files", () => {
  it("may read one bucket, write another and use their keys, on behalf of that bucket only", () => {
    const keyArn = "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const replication = { bucketArn: "arn:aws:s3:::copies", account: "444455556666", keyArn };
    const role = render(propertiesOf({ replication }, "AWS::IAM::Role", /^SourceReplicationRole/));
    const bucket = "arn:<AWS::Partition>:s3:::cloudtrailforwarder-logs-<AWS::AccountId>-<AWS::Region>";

    expect(role).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: "sts:AssumeRole",
            Principal: { Service: "s3.amazonaws.com" },
            Condition: {
              ArnEquals: { "aws:SourceArn": bucket },
              StringEquals: { "aws:SourceAccount": "<AWS::AccountId>" },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                Sid: "ReadReplicationRules",
                Effect: "Allow",
                Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                Resource: bucket,
              },
              {
                Sid: "ReadVersions",
                Effect: "Allow",
                Action: [
                  "s3:GetObjectLegalHold",
                  "s3:GetObjectRetention",
                  "s3:GetObjectVersionAcl",
                  "s3:GetObjectVersionForReplication",
                  "s3:GetObjectVersionTagging",
                ],
                Resource: `${bucket}/*`,
              },
              {
                Sid: "WriteCopies",
                Effect: "Allow",
                Action: ["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
                Resource: "arn:aws:s3:::copies/*",
              },
              {
                Sid: "DecryptLogFiles",
                Effect: "Allow",
                Action: "kms:Decrypt",
                Resource: expect.stringMatching(/^<SourceKey\w+\.Arn>$/),
                Condition: { StringEquals: { "kms:ViaService": "s3.<AWS::Region>.<AWS::URLSuffix>" } },
              },
              { Sid: "EncryptCopies", Effect: "Allow", Action: "kms:Encrypt", Resource: keyArn },
            ],
          },
        },
      ],
    });
  });
});
