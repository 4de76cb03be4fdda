import { assumedRole, awsService } from "../identity.ts";
import { apiCall } from "../record.ts";
import { instant, type Scene, type Story } from "../scene.ts";

/** What AWS services do for, or report about, the account. */

function keyCall(scene: Scene, name: "Decrypt" | "GenerateDataKey"): ReturnType<Story> {
  const { random, account } = scene;
  const service = random.pick(["s3.amazonaws.com", "secretsmanager.amazonaws.com", "dynamodb.amazonaws.com"]);
  const caller = assumedRole(scene);
  const arn = `arn:aws:kms:${scene.region}:${account.id}:key/${random.pickSkewed(account.keyIds)}`;
  return apiCall(scene, {
    caller: {
      identity: { ...caller.identity, invokedBy: service },
      address: service,
      agent: service,
    },
    service: "kms",
    name,
    readOnly: true,
    parameters: {
      ...(name === "GenerateDataKey"
        ? { keyId: arn, keySpec: "AES_256" }
        : { encryptionAlgorithm: "SYMMETRIC_DEFAULT" }),
      encryptionContext: { "aws:s3:arn": `arn:aws:s3:::${random.pickSkewed(account.buckets)}` },
    },
    resources: [{ accountId: account.id, type: "AWS::KMS::Key", ARN: arn }],
  });
}

const decrypt: Story = (scene) => keyCall(scene, "Decrypt");
const dataKey: Story = (scene) => keyCall(scene, "GenerateDataKey");

/** CloudTrail itself, writing these files: encrypted calls of the service to a key. */
const logFileKey: Story = (scene) => {
  const { random, account } = scene;
  return apiCall(scene, {
    caller: awsService("cloudtrail.amazonaws.com"),
    service: "kms",
    name: "GenerateDataKey",
    readOnly: true,
    parameters: {
      keyId: `arn:aws:kms:${scene.region}:${account.id}:key/${account.keyIds[0]}`,
      keySpec: "AES_256",
      encryptionContext: {
        "aws:cloudtrail:arn": `arn:aws:cloudtrail:${scene.region}:${account.id}:trail/organization`,
        "aws:s3:arn": `arn:aws:s3:::example-trail-logs/AWSLogs/${account.id}/CloudTrail/${scene.region}/2026/02/03/x.json.gz`,
      },
    },
    resources: [
      {
        accountId: account.id,
        type: "AWS::KMS::Key",
        ARN: `arn:aws:kms:${scene.region}:${account.id}:key/${account.keyIds[0]}`,
      },
    ],
    extra: { sharedEventID: random.uuid() },
  });
};

const rotateKey: Story = (scene) => ({
  eventVersion: "1.08",
  userIdentity: { accountId: scene.account.id, invokedBy: "AWS Internal" },
  eventTime: instant(scene.timeMs),
  eventSource: "kms.amazonaws.com",
  eventName: "RotateKey",
  awsRegion: scene.region,
  sourceIPAddress: "AWS Internal",
  userAgent: "AWS Internal",
  requestParameters: null,
  responseElements: null,
  eventID: scene.random.uuid(),
  readOnly: false,
  resources: [
    {
      accountId: scene.account.id,
      type: "AWS::KMS::Key",
      ARN: `arn:aws:kms:${scene.region}:${scene.account.id}:key/${scene.account.keyIds[1]}`,
    },
  ],
  eventType: "AwsServiceEvent",
  managementEvent: true,
  recipientAccountId: scene.account.id,
  serviceEventDetails: { keyId: scene.account.keyIds[1] },
  eventCategory: "Management",
});

/** A late copy of an event, which says so. */
const delivered: Story = (scene) => ({
  ...apiCall(scene, {
    caller: awsService("autoscaling.amazonaws.com"),
    service: "ec2",
    name: "TerminateInstances",
    readOnly: false,
    parameters: { instancesSet: { items: [{ instanceId: scene.random.pick(scene.account.instances) }] } },
    eventVersion: "1.10",
  }),
  addendum: {
    reason: scene.random.pick(["DELIVERY_DELAY", "UPDATED_DATA"]),
    updatedFields: "responseElements",
    originalEventID: scene.random.uuid(),
  },
});

export const SERVICES: readonly (readonly [number, Story])[] = [
  [14, decrypt],
  [8, dataKey],
  [5, logFileKey],
  [0.3, rotateKey],
  [0.2, delivered],
];
