import { anonymous, assumedRole, type Caller, foreignAccount } from "../identity.ts";
import { apiCall } from "../record.ts";
import type { Scene, Story } from "../scene.ts";
import { PARTNER_ACCOUNT } from "../world.ts";

/** Data events: what was done inside buckets, functions and tables. */

function objectCaller(scene: Scene): Caller {
  const draw = scene.random.unit();
  if (draw < 0.02) return anonymous();
  if (draw < 0.05) return foreignAccount(scene, PARTNER_ACCOUNT);
  return assumedRole(scene);
}

const objectCall: Story = (scene) => {
  const { random, account, region } = scene;
  const caller = objectCaller(scene);
  const bucket = random.pickSkewed(account.buckets);
  const isPut = random.chance(0.3);
  const key = `orders/year=2026/month=02/part ${random.int(1, 400)}+${random.hex(8)}.parquet`;
  const isDenied = caller.identity.accountId === "ANONYMOUS_PRINCIPAL";
  return apiCall(scene, {
    caller,
    service: "s3",
    name: isPut ? "PutObject" : random.pick(["GetObject", "GetObject", "HeadObject"]),
    readOnly: !isPut,
    category: "Data",
    parameters: { bucketName: bucket, Host: `${bucket}.s3.${region}.amazonaws.com`, key },
    ...(isDenied ? { error: ["AccessDenied", "Access Denied"] as const } : {}),
    response: isPut ? { "x-amz-server-side-encryption": "AES256" } : undefined,
    additional: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: isPut ? random.int(1_000, 90_000_000) : 0,
      AuthenticationMethod: "AuthHeader",
      "x-amz-id-2": `${random.alphanumeric(75)}=`,
      bytesTransferredOut: isPut ? 0 : random.int(1_000, 90_000_000),
    },
    requestId: random.upper(16),
    resources: [
      { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId: account.id, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
    ],
    extra: random.chance(0.6)
      ? { vpcEndpointId: account.endpoints[0], vpcEndpointAccountId: account.id }
      : {},
    host: `${bucket}.s3.${region}.amazonaws.com`,
  });
};

const invoke: Story = (scene) => {
  const name = scene.random.pick(scene.account.functions);
  const arn = `arn:aws:lambda:${scene.region}:${scene.account.id}:function:${name}`;
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "lambda",
    name: "Invoke",
    readOnly: false,
    category: "Data",
    parameters: { invocationType: "Event", functionName: arn },
    additional: { customerEniId: "eni-0123456789abcdef0" },
    resources: [{ accountId: scene.account.id, type: "AWS::Lambda::Function", ARN: arn }],
  });
};

const tableCall: Story = (scene) => {
  const { random, account } = scene;
  const tableName = random.pick(account.tables);
  const isPut = random.chance(0.3);
  return apiCall(scene, {
    caller: assumedRole(scene),
    service: "dynamodb",
    name: isPut ? "PutItem" : random.pick(["GetItem", "Query"]),
    readOnly: !isPut,
    category: "Data",
    parameters: { tableName, key: { pk: "HIDDEN_DUE_TO_SECURITY_REASONS" } },
    requestId: random.upper(52),
    resources: [
      {
        accountId: account.id,
        type: "AWS::DynamoDB::Table",
        ARN: `arn:aws:dynamodb:${scene.region}:${account.id}:table/${tableName}`,
      },
    ],
  });
};

export const DATA: readonly (readonly [number, Story])[] = [
  [12, objectCall],
  [3, invoke],
  [3, tableCall],
];
