import { generateKeyPairSync, sign } from "node:crypto";
import { decodeSignedNotification } from "../../lambda/decode/signed-notification.ts";
import { signedText, snsEnvelope } from "../../lambda/decode/sns-signature.ts";
import { SnsSignatures } from "../../lambda/source/sns-certificates.ts";
import {
  cloudTrailSnsBody,
  continuationBody,
  eventBridgeBody,
  inSns,
  LOG_KEY,
  s3Body,
  testEventBody,
} from "./notification-shapes.ts";

const sns = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = sns.publicKey.export({ type: "spki", format: "pem" }).toString();
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:trail";
const URL_TEXT = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123abc.pem";

/** The body in an envelope that SNS has signed. */
function signed(body: string, changes: Record<string, unknown> = {}): string {
  const envelope = { ...snsEnvelope(inSns(body)), SignatureVersion: "2", ...changes };
  const signature = sign("sha256", Buffer.from(signedText(envelope) ?? ""), sns.privateKey);
  return JSON.stringify({ ...envelope, Signature: signature.toString("base64") });
}

const decode = (body: string, certificate: string | undefined = PEM) =>
  decodeSignedNotification(body, TOPIC, () => certificate);

describe("where signatures are asked for", () => {
  it.each([
    ["S3's", s3Body(LOG_KEY)],
    ["CloudTrail's own", cloudTrailSnsBody(LOG_KEY)],
    ["EventBridge's", eventBridgeBody(LOG_KEY)],
  ])("%s notification is read when SNS has signed it", (_whose, body) => {
    expect(decode(signed(body))).toMatchObject({ objects: [{ key: LOG_KEY }], rejected: [] });
  });

  it("a signed test event is still only a test event", () => {
    expect(decode(signed(testEventBody()))).toMatchObject({
      skipped: [{ reason: "test_event" }],
      rejected: [],
    });
  });

  it.each([
    ["without an envelope", s3Body(LOG_KEY), "no SNS envelope"],
    ["that nobody signed", inSns(s3Body(LOG_KEY)), "Signature"],
    [
      "that was changed afterwards",
      signed(s3Body(LOG_KEY)).replace(LOG_KEY, LOG_KEY.replace("111122223333", "444455556666")),
      "does not fit",
    ],
    [
      "of a topic of somebody else, signed by the same SNS",
      signed(s3Body(LOG_KEY), { TopicArn: "arn:aws:sns:eu-central-1:444455556666:trail" }),
      `expected ${TOPIC}`,
    ],
    [
      "whose certificate lies elsewhere",
      signed(s3Body(LOG_KEY), { SigningCertURL: "https://sns.example.com/SimpleNotificationService-0.pem" }),
      "SigningCertURL",
    ],
    ["of no form at all", "hello?", "no SNS envelope"],
  ])("a message %s is rejected", (_what, body, words) => {
    expect(decode(body)).toMatchObject({
      objects: [],
      skipped: [],
      rejected: [{ reason: "bad_signature", detail: expect.stringContaining(words) }],
    });
  });

  it("the forwarder's own message needs none", () => {
    expect(decode(continuationBody(LOG_KEY))).toMatchObject({
      shape: "continuation",
      objects: [{ key: LOG_KEY }],
    });
  });

  it("a message goes back while its certificate cannot be had", () => {
    const decoded = decodeSignedNotification(signed(s3Body(LOG_KEY)), TOPIC, () => undefined);

    expect(decoded).toMatchObject({
      objects: [],
      rejected: [],
      returned: { reason: "source_unavailable", detail: expect.stringContaining(URL_TEXT) },
    });
  });
});

describe("signing certificates", () => {
  const { signal } = new AbortController();

  it("are fetched once, from SNS's own host, for messages of the topic only", async () => {
    const fetched: string[] = [];
    const signatures = new SnsSignatures(TOPIC, async ({ href }) => {
      fetched.push(href);
      return PEM;
    });
    const bodies = [
      signed(s3Body(LOG_KEY)),
      signed(s3Body("second.json.gz")),
      signed(s3Body(LOG_KEY), { TopicArn: "arn:aws:sns:eu-west-1:444455556666:other" }),
      signed(s3Body(LOG_KEY), { SigningCertURL: "https://evil.example.com/SimpleNotificationService-0.pem" }),
      "hello?",
    ];

    await signatures.prepare(bodies, signal);
    await signatures.prepare(bodies, signal);

    expect(fetched).toEqual([URL_TEXT]);
    expect(bodies.map((body) => signatures.decode(body).objects.length)).toEqual([1, 1, 0, 0, 0]);
  });

  it("are tried again after a failure", async () => {
    let fails = true;
    const signatures = new SnsSignatures(TOPIC, async () => {
      if (fails) throw new Error("ECONNREFUSED");
      return PEM;
    });
    const body = signed(s3Body(LOG_KEY));

    await signatures.prepare([body], signal);
    expect(signatures.decode(body).returned?.reason).toBe("source_unavailable");

    fails = false;
    await signatures.prepare([body], signal);
    expect(signatures.decode(body).objects).toHaveLength(1);
  });
});
