import { actorName } from "../../lambda/formats/actor-name.ts";

const role = { sessionContext: { sessionIssuer: { userName: "App" } } };

test.each([
  ["a user by name", { userIdentity: { type: "IAMUser", userName: "ana" } }, "ana"],
  [
    "a user without a name by ARN",
    { userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/x/ana" } },
    "ana",
  ],
  [
    "the root user, whatever the account's alias",
    { userIdentity: { type: "Root", userName: "alias" } },
    "root",
  ],
  [
    "a role by role and session",
    {
      userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::111122223333:assumed-role/App/build", ...role },
    },
    "App/build",
  ],
  [
    "a role by its principal id's session",
    { userIdentity: { type: "AssumedRole", principalId: "AROA:s", ...role } },
    "App/s",
  ],
  ["a role without a session", { userIdentity: { type: "AssumedRole", ...role } }, "App"],
  [
    "a service",
    { userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com" } },
    "ec2.amazonaws.com",
  ],
  [
    "a service event",
    { userIdentity: { accountId: "111122223333", invokedBy: "kms.amazonaws.com" } },
    "kms.amazonaws.com",
  ],
  [
    "an Identity Center user by name",
    {
      userIdentity: { type: "IdentityCenterUser", onBehalfOf: { userId: "u-1" } },
      additionalEventData: { UserName: "ana" },
    },
    "ana",
  ],
  [
    "an Identity Center user by id",
    { userIdentity: { type: "IdentityCenterUser", onBehalfOf: { userId: "u-1" } } },
    "u-1",
  ],
  [
    "another account",
    { userIdentity: { type: "AWSAccount", principalId: "AROA:x", accountId: "444455556666" } },
    "AROA:x",
  ],
  [
    "an anonymous caller",
    { userIdentity: { type: "AWSAccount", principalId: "", accountId: "ANONYMOUS_PRINCIPAL" } },
    "ANONYMOUS_PRINCIPAL",
  ],
  ["nobody", {}, "unknown"],
  ["an identity that is a text", { userIdentity: "ana" }, "unknown"],
])("names %s", (_who, record, name) => {
  expect(actorName(record)).toBe(name);
});
