import { at, call, eventOf } from "./event.ts";

const actorOf = (userIdentity: unknown, changes = {}) => eventOf(call({ userIdentity, ...changes })).actor;

test("an IAM user is told by name, ARN, account and key", () => {
  expect(eventOf(call()).actor).toEqual({
    user: {
      type: "IAMUser",
      name: "ana",
      uid: "arn:aws:iam::111122223333:user/ana",
      uid_alt: "AIDAEXAMPLEAAAAAAAAA",
      account: { uid: "111122223333" },
      credential_uid: "AKIAEXAMPLEAAAAAAAAA",
      programmatic_credentials: [{ uid: "AKIAEXAMPLEAAAAAAAAA", type: "Access Key" }],
    },
  });
});

test("1.1.0 knows neither credentials as objects nor the application's name", () => {
  const record = call({
    userIdentity: { accountId: "111122223333", accessKeyId: "AKIAEXAMPLEAAAAAAAAA", invokedBy: "x" },
  });

  expect(eventOf(record, { version: "1.1.0" }).actor).toEqual({
    user: { account: { uid: "111122223333" }, credential_uid: "AKIAEXAMPLEAAAAAAAAA" },
    invoked_by: "x",
  });
});

test("a service without an account is told by what invoked the call", () => {
  const event = eventOf(call({ userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com" } }));

  expect(event.actor).toEqual({ invoked_by: "ec2.amazonaws.com", app_name: "ec2.amazonaws.com" });
  expect(event.unmapped).toMatchObject({ "userIdentity.type": "AWSService" });
});

test("an identity without name, ARN and account goes by its principal", () => {
  expect(actorOf({ type: "Unknown", principalId: "p" })).toEqual({
    user: { type: "Unknown", name: "p", uid_alt: "p" },
  });
});

test.each([[{}], [undefined], [null], [""], [[]]])(
  "an API call with userIdentity %j has an unknown actor",
  (userIdentity) => {
    expect(actorOf(userIdentity)).toEqual({ user: { name: "Unknown" } });
  },
);

test("a sign-in without userIdentity has no actor", () => {
  const record = call({ userIdentity: {}, eventSource: "signin.amazonaws.com", eventName: "ConsoleLogin" });

  expect(eventOf(record).actor).toBeUndefined();
});

test("a userIdentity that is a text is kept", () => {
  expect(eventOf(call({ userIdentity: "ana" })).unmapped).toMatchObject({ userIdentity: "ana" });
});

test("an Identity Center user's name comes from the additional data", () => {
  const userIdentity = {
    type: "IdentityCenterUser",
    accountId: "111122223333",
    onBehalfOf: { userId: "u-1", identityStoreArn: "arn:aws:identitystore::111122223333:identitystore/d-1" },
    credentialId: "c-1",
  };

  expect(actorOf(userIdentity, { additionalEventData: { UserName: "ana" } })).toEqual({
    user: {
      type: "IdentityCenterUser",
      name: "ana",
      uid_alt: "u-1",
      account: { uid: "111122223333" },
      credential_uid: "c-1",
      programmatic_credentials: [{ uid: "c-1", type: "Credential" }],
    },
    idp: { uid: "arn:aws:identitystore::111122223333:identitystore/d-1" },
  });
});

test("the value that found its place taken stays in unmapped", () => {
  const event = eventOf(
    call({
      userIdentity: {
        userName: "ana",
        principalId: "p",
        accessKeyId: "k",
        credentialId: "c",
        identityProvider: "one",
        onBehalfOf: { userId: "u" },
        sessionContext: { webIdFederationData: { federatedProvider: "two" } },
      },
      additionalEventData: { UserName: "bob" },
    }),
  );

  expect(at(event, "actor.idp.name")).toBe("one");
  expect(event.unmapped).toMatchObject({
    "userIdentity.onBehalfOf.userId": "u",
    "userIdentity.credentialId": "c",
    "userIdentity.sessionContext.webIdFederationData.federatedProvider": "two",
    "additionalEventData.UserName": "bob",
  });
});

test.each([
  ["2026-02-03T04:00:00Z", undefined],
  ["20260203T040000Z", "20260203T040000Z"],
])("the session's creation date %s is read, and kept where its form changes", (creationDate, kept) => {
  const event = eventOf(
    call({
      userIdentity: {
        userName: "ana",
        sessionContext: { attributes: { creationDate, mfaAuthenticated: "true" } },
      },
    }),
  );

  expect(at(event, "actor.session")).toEqual({
    created_time: Date.UTC(2026, 1, 3, 4),
    created_time_dt: "2026-02-03T04:00:00Z",
    is_mfa: true,
  });
  expect(Object(event.unmapped)["userIdentity.sessionContext.attributes.creationDate"]).toBe(kept);
});

test("a creation date and an MFA word that nobody can read stay as they are", () => {
  const attributes = { creationDate: "2026-02-30T04:00:00Z", mfaAuthenticated: "perhaps" };
  const event = eventOf(call({ userIdentity: { userName: "ana", sessionContext: { attributes } } }));

  expect(at(event, "actor.session")).toBeUndefined();
  expect(event.unmapped).toMatchObject({
    "userIdentity.sessionContext.attributes.creationDate": "2026-02-30T04:00:00Z",
    "userIdentity.sessionContext.attributes.mfaAuthenticated": "perhaps",
  });
});
