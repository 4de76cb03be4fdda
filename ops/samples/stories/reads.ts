import { assumedRole, iamUser, root } from "../identity.ts";
import { apiCall } from "../record.ts";
import type { Scene, Story } from "../scene.ts";

/** Management events that look at things: most of what an account records. */

const caller = (scene: Scene) => (scene.random.chance(0.3) ? assumedRole(scene) : iamUser(scene));

const describeInstances: Story = (scene) => {
  const { random, account } = scene;
  return apiCall(scene, {
    caller: caller(scene),
    service: "ec2",
    name: random.pick(["DescribeInstances", "DescribeInstanceStatus", "DescribeVolumes"]),
    readOnly: true,
    parameters: random.chance(0.5)
      ? {
          instancesSet: { items: [{ instanceId: random.pick(account.instances) }] },
          filterSet: {},
        }
      : {
          maxResults: 1000,
          filterSet: {
            items: [
              {
                name: "instance-state-name",
                valueSet: { items: [{ value: "running" }, { value: "pending" }] },
              },
              {
                name: "tag:Environment",
                valueSet: { items: [{ value: random.pick(["production", "staging"]) }] },
              },
            ],
          },
        },
  });
};

const describeNetwork: Story = (scene) =>
  apiCall(scene, {
    caller: caller(scene),
    service: "ec2",
    name: scene.random.pick([
      "DescribeSecurityGroups",
      "DescribeSubnets",
      "DescribeNetworkInterfaces",
      "DescribeRouteTables",
      "DescribeTags",
    ]),
    readOnly: true,
    parameters: {
      filterSet: { items: [{ name: "vpc-id", valueSet: { items: [{ value: "vpc-0a1b2c3d4e5f67890" }] } }] },
    },
  });

const getCallerIdentity: Story = (scene) =>
  apiCall(scene, { caller: caller(scene), service: "sts", name: "GetCallerIdentity", readOnly: true });

const listIam: Story = (scene) => {
  const { random, account } = scene;
  return apiCall(scene, {
    caller: caller(scene),
    service: "iam",
    name: random.pick(["GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetInstanceProfile"]),
    readOnly: true,
    parameters: { roleName: random.pick(account.sessions).role },
    host: "iam.amazonaws.com",
  });
};

const bucketSettings: Story = (scene) => {
  const { random, account } = scene;
  const bucket = random.pick(account.buckets);
  const [name, parameter] = random.pick([
    ["GetBucketAcl", "acl"],
    ["GetBucketPolicy", "policy"],
    ["GetBucketEncryption", "encryption"],
    ["GetBucketVersioning", "versioning"],
    ["GetBucketLocation", "location"],
  ] as const);
  const requestId = random.upper(16);
  return apiCall(scene, {
    caller: caller(scene),
    service: "s3",
    name,
    readOnly: true,
    parameters: { bucketName: bucket, Host: `${bucket}.s3.${scene.region}.amazonaws.com`, [parameter]: "" },
    additional: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: 0,
      AuthenticationMethod: "AuthHeader",
      "x-amz-id-2": `${random.alphanumeric(75)}=`,
      bytesTransferredOut: random.int(100, 900),
    },
    requestId,
    resources: [{ accountId: account.id, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` }],
    host: `${bucket}.s3.${scene.region}.amazonaws.com`,
  });
};

const getParameter: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "ssm",
    name: "GetParameter",
    readOnly: true,
    parameters: {
      name: scene.random.pick(["/checkout/production/database-url", "/checkout/production/feature-flags"]),
      withDecryption: true,
    },
    resources: [
      { ARN: `arn:aws:ssm:${scene.region}:${scene.account.id}:parameter/checkout/production/database-url` },
    ],
  });

const getSecret: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "secretsmanager",
    name: "GetSecretValue",
    readOnly: true,
    parameters: {
      secretId: `arn:aws:secretsmanager:${scene.region}:${scene.account.id}:secret:checkout/db-Ab1Cd2`,
    },
  });

const listQueuesAndAlarms: Story = (scene) => {
  const [service, name, parameters] = scene.random.pick([
    ["monitoring", "DescribeAlarms", { maxRecords: 100, stateValue: "ALARM" }],
    [
      "logs",
      "DescribeLogStreams",
      { logGroupName: "/aws/lambda/order-events", orderBy: "LastEventTime", limit: 5 },
    ],
    ["eks", "DescribeCluster", { name: "blue" }],
    ["ecr", "BatchGetImage", { repositoryName: "checkout/payments", imageIds: [{ imageTag: "2026.02.03" }] }],
    ["autoscaling", "DescribeAutoScalingGroups", { maxRecords: 100 }],
    ["elasticloadbalancing", "DescribeTargetHealth", { targetGroupArn: "checkout-blue" }],
  ] as const);
  return apiCall(scene, { caller: caller(scene), service, name, readOnly: true, parameters });
};

const billingByRoot: Story = (scene) =>
  apiCall(scene, {
    caller: root(scene),
    service: "ce",
    name: "GetCostAndUsage",
    readOnly: true,
    parameters: {
      TimePeriod: { Start: "2026-01-01", End: "2026-02-01" },
      Granularity: "MONTHLY",
      Metrics: ["UnblendedCost"],
    },
  });

export const READS: readonly (readonly [number, Story])[] = [
  [22, describeInstances],
  [18, describeNetwork],
  [8, getCallerIdentity],
  [10, listIam],
  [5, bucketSettings],
  [8, getParameter],
  [6, getSecret],
  [16, listQueuesAndAlarms],
  [0.3, billingByRoot],
];
