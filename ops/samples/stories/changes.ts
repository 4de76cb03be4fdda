import { assumedRole, federatedUser, iamUser, root } from "../identity.ts";
import { apiCall } from "../record.ts";
import { instant, type Story } from "../scene.ts";
import { accessKeyId, principalId } from "../world.ts";

/** Management events that change something. */

const runInstances: Story = (scene) => {
  const { random, account } = scene;
  const instanceId = random.pick(account.instances);
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "ec2",
    name: "RunInstances",
    readOnly: false,
    parameters: {
      instancesSet: {
        items: [{ imageId: "ami-0123456789abcdef0", minCount: 1, maxCount: 1, keyName: "ops" }],
      },
      instanceType: "m7g.large",
      blockDeviceMapping: {},
      monitoring: { enabled: false },
      clientToken: random.uuid(),
    },
    response: {
      requestId: random.uuid(),
      reservationId: `r-${random.hex(17)}`,
      ownerId: account.id,
      instancesSet: {
        items: [
          {
            instanceId,
            imageId: "ami-0123456789abcdef0",
            instanceState: { code: 0, name: "pending" },
            privateIpAddress: "10.0.12.34",
            instanceType: "m7g.large",
            launchTime: scene.timeMs,
            placement: { availabilityZone: `${scene.region}a`, tenancy: "default" },
          },
        ],
      },
    },
  });
};

const tagResources: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "ec2",
    name: "CreateTags",
    readOnly: false,
    parameters: {
      resourcesSet: { items: [{ resourceId: scene.random.pick(scene.account.instances) }] },
      tagSet: {
        items: [
          { key: "Name", value: "checkout blue/green" },
          { key: "CostCentre", value: "4711" },
        ],
      },
    },
    response: { requestId: scene.random.uuid(), _return: true },
  });

const openPort: Story = (scene) =>
  apiCall(scene, {
    caller: scene.random.chance(0.5) ? federatedUser(scene) : assumedRole(scene),
    service: "ec2",
    name: "AuthorizeSecurityGroupIngress",
    readOnly: false,
    parameters: {
      groupId: "sg-0123456789abcdef0",
      ipPermissions: {
        items: [
          {
            ipProtocol: "tcp",
            fromPort: 22,
            toPort: 22,
            groups: {},
            ipRanges: { items: [{ cidrIp: "203.0.113.0/24", description: "office" }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    },
    response: { requestId: scene.random.uuid(), _return: true },
  });

const createAccessKey: Story = (scene) => {
  const { random, account } = scene;
  const user = random.pick(account.users);
  return apiCall(scene, {
    caller: iamUser(scene),
    service: "iam",
    name: "CreateAccessKey",
    readOnly: false,
    parameters: { userName: user.name },
    response: {
      accessKey: {
        accessKeyId: accessKeyId("AKIA", random),
        status: "Active",
        userName: user.name,
        createDate: usDate(scene.timeMs),
      },
    },
    host: "iam.amazonaws.com",
  });
};

const createRole: Story = (scene) => {
  const { random, account } = scene;
  const roleName = `checkout-${random.pick(["canary", "batch", "preview"])}`;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "iam",
    name: "CreateRole",
    readOnly: false,
    parameters: {
      roleName,
      assumeRolePolicyDocument: JSON.stringify(trust, undefined, 2),
      maxSessionDuration: 3600,
    },
    response: {
      role: {
        path: "/",
        roleName,
        roleId: principalId("AROA", random),
        arn: `arn:aws:iam::${account.id}:role/${roleName}`,
        createDate: usDate(scene.timeMs),
        assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
      },
    },
    host: "iam.amazonaws.com",
  });
};

/** A long request: the policy is text inside the record. */
const putBucketPolicy: Story = (scene) => {
  const { random, account } = scene;
  const bucket = random.pick(account.buckets);
  const Statement = ["ReadForAnalytics", "WriteForCheckout", "ListForAuditors", "DenyPlainHttp"].map(
    (Sid) => ({
      Sid,
      Effect: Sid.startsWith("Deny") ? "Deny" : "Allow",
      Principal: { AWS: `arn:aws:iam::${account.id}:role/${random.pick(account.sessions).role}` },
      Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    }),
  );
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "s3",
    name: "PutBucketPolicy",
    readOnly: false,
    parameters: {
      bucketPolicy: { Version: "2012-10-17", Id: "Zugriff für Analyse – 取引データ", Statement },
      bucketName: bucket,
      Host: `${bucket}.s3.${scene.region}.amazonaws.com`,
      policy: "",
    },
    additional: { SignatureVersion: "SigV4", AuthenticationMethod: "AuthHeader", bytesTransferredOut: 0 },
    requestId: random.upper(16),
    resources: [{ accountId: account.id, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` }],
    host: `${bucket}.s3.${scene.region}.amazonaws.com`,
  });
};

const putRetention: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "logs",
    name: "PutRetentionPolicy",
    readOnly: false,
    parameters: { logGroupName: "/aws/lambda/order-events", retentionInDays: 90 },
  });

const updateFunction: Story = (scene) => {
  const { random, account } = scene;
  const name = random.pick(account.functions);
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "lambda",
    name: "UpdateFunctionCode20150331v2",
    readOnly: false,
    parameters: {
      functionName: name,
      publish: false,
      dryRun: false,
      s3Bucket: account.buckets[1],
      s3Key: `${name}.zip`,
    },
    response: {
      functionName: name,
      functionArn: `arn:aws:lambda:${scene.region}:${account.id}:function:${name}`,
      runtime: "nodejs24.x",
      handler: "index.handler",
      codeSize: random.int(20_000, 900_000),
      timeout: 30,
      memorySize: 512,
      lastModified: instant(scene.timeMs).replace("Z", ".000+0000"),
      codeSha256: `${random.alphanumeric(43)}=`,
      version: "$LATEST",
      state: "Active",
      lastUpdateStatus: "InProgress",
      packageType: "Zip",
      architectures: ["arm64"],
    },
    eventVersion: "1.09",
  });
};

const stopLogging: Story = (scene) =>
  apiCall(scene, {
    caller: scene.random.chance(0.5) ? root(scene) : iamUser(scene),
    service: "cloudtrail",
    name: scene.random.pick(["StopLogging", "PutEventSelectors", "UpdateTrail"]),
    readOnly: false,
    parameters: { name: `arn:aws:cloudtrail:${scene.region}:${scene.account.id}:trail/organization` },
  });

/** The way several services write dates into responses. */
function usDate(ms: number): string {
  const date = new Date(ms);
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
    date.getUTCMonth()
  ];
  const hour = date.getUTCHours();
  const clock = [hour % 12 || 12, date.getUTCMinutes(), date.getUTCSeconds()]
    .map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, "0")))
    .join(":");
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock} ${hour < 12 ? "AM" : "PM"}`;
}

export const CHANGES: readonly (readonly [number, Story])[] = [
  [6, runInstances],
  [6, putBucketPolicy],
  [9, tagResources],
  [3, openPort],
  [1, createAccessKey],
  [1.5, createRole],
  [9, putRetention],
  [6, updateFunction],
  [0.3, stopLogging],
];
