import { ecs } from "../../../lambda/formats/ecs/index.ts";
import { rawRecord } from "../../support/cloudtrail/corpus.ts";
import { fixture, normalized, SOURCE } from "../fixtures.ts";

const create = (options: object = {}) => ecs.create(ecs.options.parse({ type: "ecs", ...options }));

const identityOf = (name: string) => ({
  type: "AssumedRole",
  principalId: `AROAEXAMPLE:${name}`,
  arn: `arn:aws:sts::111122223333:assumed-role/App/${name}`,
  accountId: "111122223333",
  sessionContext: { sessionIssuer: { arn: "arn:aws:iam::111122223333:role/App", userName: "App" } },
});

const documentOf = (format: ReturnType<typeof create>, value: object) =>
  JSON.parse(String(format.normalize(rawRecord({ ...value }), SOURCE)));

test("records that share their identity get the documents they would get alone", () => {
  const format = create();
  const { userIdentity } = fixture("role-session-terminates-instances").value;
  const calls = [
    { eventName: "GetObject" },
    { eventName: "CreateUser", requestParameters: { userName: "ana" } },
    { eventName: "UserAuthentication", additionalEventData: { UserName: "ben" } },
    { eventName: "GetObject" },
  ].map((call) => ({ ...call, userIdentity }));

  expect(calls.map((call) => documentOf(format, call))).toEqual(
    calls.map((call) => JSON.parse(normalized("ecs", rawRecord(structuredClone(call))))),
  );
});

test("a name that one event tells of a nameless identity is not told of it by the next", () => {
  const format = create();
  const userIdentity = { type: "IdentityCenterUser", principalId: "p" };
  const named = { eventName: "UserAuthentication", userIdentity, additionalEventData: { UserName: "ben@x" } };

  expect(documentOf(format, named).user).toEqual({ id: "p", name: "ben@x", email: "ben@x" });
  expect(documentOf(format, { eventName: "GetObject", userIdentity }).user).toEqual({ id: "p" });
  expect(documentOf(format, named).related.user).toEqual(["p", "ben@x"]);
});

test("many sessions at a time come out right, in any order", () => {
  const format = create();
  const identities = Array.from({ length: 150 }, (_, index) => identityOf(`session-${index}`));

  for (const userIdentity of [...identities, ...identities.toReversed(), ...identities]) {
    const { user, related, aws } = documentOf(format, { userIdentity });
    expect(user).toEqual({ name: "App", id: "arn:aws:iam::111122223333:role/App" });
    expect(related.user[0]).toBe(userIdentity.principalId.split(":")[1]);
    expect(aws.cloudtrail.user_identity.arn).toBe(userIdentity.arn);
  }
});

test("two formats with different options do not share what they remember", () => {
  const userIdentity = identityOf("build");
  const formats = [create(), create({ userId: "principal" }), create()];

  expect(formats.map((format) => documentOf(format, { userIdentity }).user.id)).toEqual([
    "arn:aws:iam::111122223333:role/App",
    "AROAEXAMPLE:build",
    "arn:aws:iam::111122223333:role/App",
  ]);
});

test("an identity of which nothing is left is left out", () => {
  const userIdentity = { type: "-", userName: "", sessionContext: "none", onBehalfOf: { userId: null } };

  const { user, related, aws } = documentOf(create(), { eventName: "GetObject", userIdentity });

  expect({ user, related, identity: aws.cloudtrail.user_identity }).toEqual({});
});
