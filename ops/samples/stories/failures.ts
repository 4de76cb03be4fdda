import { assumedRole, iamUser } from "../identity.ts";
import { apiCall } from "../record.ts";
import type { Story } from "../scene.ts";

/** Calls that were refused. */

const unauthorized: Story = (scene) => {
  const caller = assumedRole(scene);
  const action = scene.random.pick(["DescribeSnapshots", "ModifyInstanceAttribute", "TerminateInstances"]);
  return apiCall(scene, {
    caller,
    service: "ec2",
    name: action,
    readOnly: action.startsWith("Describe"),
    error: [
      "Client.UnauthorizedOperation",
      `You are not authorized to perform this operation. User: ${caller.identity.arn} is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action`,
    ],
    parameters: { instancesSet: { items: [{ instanceId: scene.random.pick(scene.account.instances) }] } },
  });
};

const throttled: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "organizations",
    name: "ListAccounts",
    readOnly: true,
    error: ["ThrottlingException", "Rate exceeded"],
  });

const missing: Story = (scene) =>
  apiCall(scene, {
    caller: iamUser(scene),
    service: "iam",
    name: "GetLoginProfile",
    readOnly: true,
    parameters: { userName: "ci-uploader" },
    error: ["NoSuchEntityException", "Login Profile for User ci-uploader cannot be found."],
    host: "iam.amazonaws.com",
  });

const deniedSecret: Story = (scene) => {
  const caller = iamUser(scene);
  return apiCall(scene, {
    caller,
    service: "secretsmanager",
    name: "GetSecretValue",
    readOnly: true,
    error: [
      "AccessDenied",
      `User: ${caller.identity.arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: checkout/db because no resource-based policy allows the secretsmanager:GetSecretValue action`,
    ],
  });
};

/** A code alone, as some services leave it. */
const codeOnly: Story = (scene) =>
  apiCall(scene, {
    caller: assumedRole(scene),
    service: "s3",
    name: "GetBucketTagging",
    readOnly: true,
    parameters: { bucketName: scene.account.buckets[0], tagging: "" },
    error: ["NoSuchTagSet"],
  });

export const FAILURES: readonly (readonly [number, Story])[] = [
  [3, unauthorized],
  [3, throttled],
  [1, missing],
  [1, deniedSecret],
  [1, codeOnly],
];
