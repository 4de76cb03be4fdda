import { generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { encodeContinuation } from "../lambda/decode/continuation.ts";
import { signedText } from "../lambda/decode/sns-signature.ts";
import { createSenderCheck } from "../lambda/sender-check.ts";
import { createCertificateReader } from "../lambda/source/signing-certificate.ts";
import { BUCKET, invoke, logKey, s3Body, sqsMessage } from "./support/invocation.ts";

const KEY = logKey("AAAAAAAAAAAAAAAA");
const TOPIC = "arn:aws:sns:us-east-1:111122223333:log-files";
const CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123abc.pem";
const record = '{"eventID":"a","eventTime":"2026-01-02T03:04:05Z"}';
const objects = { [KEY]: gzipSync(`{"Records":[${record}]}`) };

const sns = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = sns.publicKey.export({ type: "spki", format: "pem" }).toString();

function signed(changes: Record<string, unknown> = {}, after: Record<string, unknown> = {}): string {
  const envelope = {
    Type: "Notification",
    MessageId: "m",
    TopicArn: TOPIC,
    Message: s3Body(KEY),
    Timestamp: "2026-01-02T03:05:00.000Z",
    SignatureVersion: "2",
    SigningCertURL: CERTIFICATE,
    ...changes,
  };
  const Signature = sign("sha256", Buffer.from(signedText(envelope) ?? ""), sns.privateKey).toString(
    "base64",
  );
  return JSON.stringify({ ...envelope, Signature, ...after });
}

function forward(body: string, download: () => Promise<string> = async () => pem) {
  const checkSender = createSenderCheck(createCertificateReader(download), TOPIC);
  return invoke({ objects, messages: [sqsMessage(body)], checkSender });
}

test("what SNS has signed for the pipeline's topic is read", async () => {
  const result = await forward(signed());
  expect(result.returned).toEqual([]);
  expect(result.delivered).toEqual([record]);
});

test.each([
  ["is changed after it was signed", signed({}, { Message: s3Body(logKey("B")) }), "does not fit"],
  ["is of another topic", signed({ TopicArn: "arn:aws:sns:us-east-1:444455556666:theirs" }), "444455556666"],
  [
    "has a certificate from elsewhere",
    signed({ SigningCertURL: "https://example.net/a.pem" }),
    "SigningCertURL",
  ],
  ["has no envelope", s3Body(KEY), "no SNS envelope"],
  [
    "has an envelope of no type around an own message",
    JSON.stringify({ Message: '{"forwarder":1}' }),
    "no SNS envelope",
  ],
  ["is no JSON", "hello", "no SNS envelope"],
])("a message that %s is kept in the reject store and never read", async (_what, body, words) => {
  const result = await forward(body);
  expect(result.returned).toEqual([]);
  expect(result.reads).toEqual([]);
  expect(result.totals).toMatchObject({ messages: { rejected: 1 }, reasons: { bad_signature: 1 } });
  const sidecar = [...result.files].find(([key]) => key.endsWith(".json"))?.[1].toString();
  expect(sidecar).toContain(words);
  const kept = [...result.files].find(([key]) => key.endsWith(".body"))?.[1].toString();
  expect(kept).toBe(body);
});

test("the forwarder's own message needs no signature", async () => {
  const result = await forward(encodeContinuation([{ bucket: BUCKET, key: KEY }]));
  expect(result.delivered).toEqual([record]);
});

test("while the certificate cannot be fetched, messages go back and nothing is read", async () => {
  const result = await forward(signed(), async () => {
    throw new Error("getaddrinfo ENOTFOUND");
  });
  expect(result.returned).toEqual(["m1"]);
  expect(result.reads).toEqual([]);
  expect(result.totals.reasons).toEqual({ source_unavailable: 1 });
});

test("a certificate is fetched once, and again only after a failure", async () => {
  const answers = [new Error("down"), pem, new Error("not asked")];
  let asked = 0;
  const read = createCertificateReader(async () => {
    const answer = answers[asked++];
    if (typeof answer !== "string") throw answer;
    return answer;
  });
  const signal = new AbortController().signal;
  await expect(read(new URL(CERTIFICATE), signal)).rejects.toMatchObject({ reason: "source_unavailable" });
  const both = await Promise.all([read(new URL(CERTIFICATE), signal), read(new URL(CERTIFICATE), signal)]);
  expect(both).toEqual([pem, pem]);
  expect(asked).toBe(2);
});
