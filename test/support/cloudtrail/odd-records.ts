import fc from "fast-check";
import type { CloudTrailRecord } from "../../../lambda/types.ts";

/** Values a field can surprise with. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { maxDepth: 3 },
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom("", null, 0, -0, false, true, "null", "Unknown", "true", "false", "Yes", "No"),
  fc.constantFrom(
    "AWS Internal",
    "AWS Internal/3",
    "08.1.250.216",
    "lambda.amazonaws.com",
    "a.b:443",
    "-",
    "::1",
  ),
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV6().map((address) => `::ffff:${address}`),
  fc.constantFrom(
    "0000:0000:0000:0000:0000:ffff:192.168.100.228",
    "::ffff:192.0.2.1",
    "fe80::1%eth0",
    "1.2.3.4 ",
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom(
    "2026-02-30T00:00:00Z",
    "20260203T040000Z",
    "2026-02-03T04:00:00+01:00",
    "0000-01-01T00:00:00+01:00",
  ),
  fc.constantFrom(
    "9999-12-31T23:59:59-01:00",
    "2026-02-03T24:00:00Z",
    "Feb 3, 2026, 5:05:06 AM",
    "+010000-01-01T00:00:00Z",
  ),
  fc.string({ unit: "binary" }),
  fc.constantFrom("x".repeat(65_535), "y".repeat(65_536), "\ud800", 'say "hi"\\\n', "é🔒"),
  fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
  fc.constant(JSON.parse('{"__proto__":{"x":1},"constructor":"y","a.b":1,"a":{"b":2},"c[]":3,"c":[4,5]}')),
);

/** Mostly what CloudTrail writes, at times anything. */
function field(usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: oddValue, weight: 2 });
}

function object(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const known = Object.fromEntries(Object.entries(fields).map(([name, usual]) => [name, field(usual)]));
  return fc
    .tuple(sparseRecord(known), fc.dictionary(oddKey, oddValue, { maxKeys: 2 }))
    .map(([usual, odd]) => ({ ...odd, ...usual }));
}

/** Every field is left out one time in five. */
function sparseRecord(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const missing = Symbol("missing");
  const present = Object.entries(fields).map(([name, usual]) =>
    fc
      .oneof({ arbitrary: usual, weight: 4 }, { arbitrary: fc.constant(missing), weight: 1 })
      .map((value) => ({ name, value })),
  );
  return fc
    .tuple(...present)
    .map((entries) =>
      Object.fromEntries(
        entries.filter(({ value }) => value !== missing).map(({ name, value }) => [name, value]),
      ),
    );
}

const oddKey = fc.oneof(
  fc.constantFrom(
    "future",
    "a.b",
    "x[]",
    "",
    "__proto__",
    "constructor",
    "userIdentity.type",
    "resources[].ARN",
  ),
  fc.string({ maxLength: 8 }),
);

const text = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 });
const account = fc.constantFrom("111122223333", "444455556666", "ANONYMOUS_PRINCIPAL");
const arn = fc.constantFrom(
  "arn:aws:iam::111122223333:user/ana",
  "arn:aws:sts::111122223333:assumed-role/App/build",
);
const date = fc.constantFrom("2026-02-03T04:05:06Z", "20260203T040506Z", "2026-02-03T04:05:06.500Z");

const identity = object({
  type: fc.constantFrom("Root", "IAMUser", "AssumedRole", "AWSService", "AWSAccount", "SAMLUser", "Unknown"),
  principalId: text,
  arn,
  accountId: account,
  accessKeyId: fc.constantFrom("AKIAEXAMPLEAAAAAAAAA", ""),
  credentialId: text,
  userName: text,
  identityProvider: text,
  invokedBy: fc.constant("ec2.amazonaws.com"),
  onBehalfOf: object({ userId: text, identityStoreArn: arn }),
  webIdFederationData: object({ federatedProvider: text, attributes: fc.dictionary(text, text) }),
  sessionContext: object({
    attributes: object({ creationDate: date, mfaAuthenticated: fc.constantFrom("true", "false") }),
    sessionIssuer: object({ type: text, userName: text, principalId: text, arn, accountId: account }),
    webIdFederationData: object({ federatedProvider: text, attributes: fc.dictionary(text, text) }),
    signInSessionArn: arn,
    sourceIdentity: text,
  }),
  inScopeOf: object({ sourceArn: arn, issuerType: text }),
});

const parameters = object({
  userName: text,
  roleName: text,
  groupName: text,
  roleArn: arn,
  roleSessionName: text,
  policyArn: arn,
  policyName: text,
  name: text,
});

const response = object({
  ConsoleLogin: fc.constantFrom("Success", "Failure"),
  user: object({ userName: text, arn, userId: text }),
  role: object({ roleName: text, arn, roleId: text }),
  group: object({ groupName: text, arn, groupId: text }),
  policy: object({ policyName: text, arn, policyId: text }),
  assumedRoleUser: object({ arn, assumedRoleId: text }),
  credentials: object({ accessKeyId: text, expiration: fc.constant("Feb 3, 2026, 5:05:06 AM") }),
});

const eventName = fc.constantFrom(
  ...[
    "ConsoleLogin",
    "CheckMfa",
    "UserAuthentication",
    "AssumeRole",
    "AssumeRoleWithSAML",
    "CreateUser",
    "PutUserPolicy",
  ],
  ...[
    "AttachUserPolicy",
    "AttachRolePolicy",
    "DetachGroupPolicy",
    "AddUserToGroup",
    "CreateGroup",
    "DeleteGroup",
  ],
  ...[
    "CreatePolicy",
    "DeletePolicy",
    "CreateInstanceProfile",
    "ChangePassword",
    "DeletePolicyVersion",
    "UpdateGroup",
  ],
  ...["DescribeInstances", "action", "Decrypt", "toString", "Batch", "BatchGetItem"],
);

/** A record as CloudTrail could write it, or could get it wrong: any field missing, of another type, or new. */
export const oddRecord: fc.Arbitrary<CloudTrailRecord> = object({
  eventVersion: fc.constantFrom("1.11", "2.0"),
  userIdentity: identity,
  eventTime: date,
  eventSource: fc.constantFrom(
    "signin.amazonaws.com",
    "sts.amazonaws.com",
    "iam.amazonaws.com",
    "s3.amazonaws.com",
  ),
  eventName,
  awsRegion: fc.constant("eu-central-1"),
  sourceIPAddress: fc.constantFrom("203.0.113.7", "2001:db8::1", "AWS Internal", "ec2.amazonaws.com"),
  userAgent: text,
  errorCode: fc.constantFrom("AccessDenied", "200"),
  errorMessage: text,
  requestParameters: parameters,
  responseElements: response,
  additionalEventData: object({ LoginTo: text, MFAUsed: fc.constantFrom("Yes", "No"), UserName: text }),
  requestID: text,
  eventID: text,
  eventId: text,
  eventType: fc.constantFrom(
    "AwsApiCall",
    "AwsApiCall",
    "AwsConsoleSignIn",
    "AwsVpceEvent",
    "AwsCloudTrailInsight",
  ),
  eventCategory: fc.constantFrom(
    "Management",
    "Management",
    "Data",
    "NetworkActivity",
    "Insight",
    "Aggregated",
  ),
  apiVersion: text,
  managementEvent: fc.boolean(),
  readOnly: fc.boolean(),
  resources: fc.array(object({ ARN: arn, ARNPrefix: arn, type: text, accountId: account }), { maxLength: 3 }),
  recipientAccountId: account,
  accountId: account,
  sharedEventID: text,
  vpcEndpointId: text,
  vpcEndpointAccountId: account,
  serviceEventDetails: object({ UserAuthentication: fc.constantFrom("Success", "Failure"), toString: text }),
  sessionCredentialFromConsole: fc.constant("true"),
  tlsDetails: object({
    tlsVersion: text,
    cipherSuite: text,
    clientProvidedHostHeader: fc.constant("a.example.com:443"),
  }),
  insightDetails: object({
    state: fc.constantFrom("Start", "End"),
    eventSource: fc.constant("ec2.amazonaws.com"),
    eventName,
    insightType: text,
    errorCode: text,
    insightContext: oddValue,
  }),
  timeWindow: object({ windowStart: date, windowEnd: date, windowSize: fc.constant("PT5M") }),
  summary: oddValue,
}).map((record) => JSON.parse(JSON.stringify(record)) as CloudTrailRecord);
