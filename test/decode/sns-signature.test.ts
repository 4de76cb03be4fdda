import { generateKeyPairSync, sign } from "node:crypto";
import {
  certificateUrl,
  signatureProblem,
  signedText,
  snsEnvelope,
} from "../../lambda/decode/sns-signature.ts";
import { inSns, LOG_KEY, s3Body, subscriptionBody } from "./notification-shapes.ts";

const sns = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

function envelope(body = inSns(s3Body(LOG_KEY)), changes: Record<string, unknown> = {}) {
  const parsed = snsEnvelope(body);
  if (!parsed) throw new Error("the test's body is no envelope");
  return { ...parsed, ...changes };
}

function signedEnvelope(version: "1" | "2", body?: string, changes: Record<string, unknown> = {}) {
  const unsigned = envelope(body, { SignatureVersion: version, ...changes });
  const hash = version === "1" ? "sha1" : "sha256";
  const signature = sign(hash, Buffer.from(signedText(unsigned) ?? ""), sns.privateKey).toString("base64");
  return { ...unsigned, Signature: signature };
}

test.each(["1", "2"] as const)("an envelope signed by SNS with version %s is believed", (version) => {
  expect(signatureProblem(signedEnvelope(version), sns.publicKey)).toBeUndefined();
  expect(
    signatureProblem(signedEnvelope(version, undefined, { Subject: undefined }), sns.publicKey),
  ).toBeUndefined();
  expect(
    signatureProblem(signedEnvelope(version, undefined, { Subject: null }), sns.publicKey),
  ).toBeUndefined();
  expect(signatureProblem(signedEnvelope(version, subscriptionBody()), sns.publicKey)).toBeUndefined();
});

test("the key may be given as PEM", () => {
  const pem = sns.publicKey.export({ type: "spki", format: "pem" }).toString();
  expect(signatureProblem(signedEnvelope("2"), pem)).toBeUndefined();
});

test("the signed text of a notification is AWS's list of names and values", () => {
  expect(
    signedText({
      Type: "Notification",
      Message: "m",
      MessageId: "i",
      Timestamp: "t",
      TopicArn: "a",
      Subject: "s",
    }),
  ).toBe("Message\nm\nMessageId\ni\nSubject\ns\nTimestamp\nt\nTopicArn\na\nType\nNotification\n");
});

test.each(["Message", "MessageId", "Subject", "Timestamp", "TopicArn"])(
  "a changed %s is noticed",
  (field) => {
    expect(signatureProblem({ ...signedEnvelope("2"), [field]: "changed" }, sns.publicKey)).toContain(
      "does not fit",
    );
  },
);

test("a removed Subject is noticed", () => {
  expect(signatureProblem({ ...signedEnvelope("2"), Subject: undefined }, sns.publicKey)).toContain(
    "does not fit",
  );
});

test("a signature of somebody else is noticed", () => {
  expect(signatureProblem(signedEnvelope("2"), stranger.publicKey)).toContain("does not fit");
});

test("a SHA-256 signature that claims to be version 1 is noticed", () => {
  expect(signatureProblem({ ...signedEnvelope("2"), SignatureVersion: "1" }, sns.publicKey)).toContain(
    "does not fit",
  );
});

test.each([["3"], [undefined], [1], ["toString"]])("SignatureVersion %p is refused", (version) => {
  expect(signatureProblem({ ...signedEnvelope("1"), SignatureVersion: version }, sns.publicKey)).toContain(
    "SignatureVersion",
  );
});

test.each([[undefined], [7], ["not base64!"], [""]])("Signature %p is refused", (Signature) => {
  expect(signatureProblem({ ...signedEnvelope("1"), Signature }, sns.publicKey)).toContain(
    "Signature is missing",
  );
});

test("a key that is not RSA or not PEM is refused", () => {
  const other = generateKeyPairSync("ed25519");
  expect(signatureProblem(signedEnvelope("1"), other.publicKey)).toContain("no RSA key");
  expect(signatureProblem(signedEnvelope("1"), "no pem")).toContain("no RSA key");
});

test.each([
  "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://sns.us-gov-west-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0123abc.pem",
])("a certificate may be fetched from %s", (url) => {
  expect(certificateUrl({ SigningCertURL: url })?.href).toBe(url);
});

test.each([
  "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://sns.eu-central-1.amazonaws.com.example.net/SimpleNotificationService-0123abc.pem",
  "https://example.net/sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://bucket.s3.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0123abc.pem",
  "https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem",
  "https://sns.eu-central-1.amazonaws.com/?Action=Publish&x=.pem",
  "https://sns.eu-central-1.amazonaws.com/../other.pem",
  "not a url",
])("a certificate is never fetched from %s", (url) => {
  expect(certificateUrl({ SigningCertURL: url })).toBeUndefined();
  expect(signatureProblem({ ...signedEnvelope("1"), SigningCertURL: url }, sns.publicKey)).toContain(
    "SigningCertURL",
  );
});

test("raw delivery has no envelope to check", () => {
  expect(snsEnvelope(s3Body(LOG_KEY))).toBeUndefined();
  expect(snsEnvelope("CloudTrail validation message.")).toBeUndefined();
});
