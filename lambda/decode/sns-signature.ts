import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { isJsonObject, type JsonObject, textIn } from "./loose-json.ts";

/**
 * Checks that SNS wrote an envelope. Fetching the certificate is not done here; `certificateUrl` says where it may be
 * fetched from. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */

/** Hash by `SignatureVersion`. */
const HASHES: Readonly<Record<string, string>> = { "1": "sha1", "2": "sha256" };

const NOTIFICATION_FIELDS = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
const SUBSCRIPTION_FIELDS = [
  "Message",
  "MessageId",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
];

/** The only field that SNS signs when it is there and does without when it is not. */
const OPTIONAL_FIELD = "Subject";

const CERTIFICATE_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** The SNS envelope in a message body; undefined when the body is none (raw delivery has no signature to check). */
export function snsEnvelope(body: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  return isJsonObject(value) && typeof value.Message === "string" && textIn(value, "Type")
    ? value
    : undefined;
}

/** Where the signing certificate is, when that is a place that only SNS can write to. */
export function certificateUrl(envelope: JsonObject): URL | undefined {
  const text = textIn(envelope, "SigningCertURL");
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPinned =
    url.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    url.search === "" &&
    url.hash === "" &&
    CERTIFICATE_HOST.test(url.hostname) &&
    /^\/SimpleNotificationService-[A-Za-z0-9]+\.pem$/.test(url.pathname);
  return isPinned ? url : undefined;
}

/**
 * Undefined when SNS signed the envelope with this key; otherwise what is wrong, in words for the operator.
 * @param certificate The certificate from `certificateUrl` as PEM, or its public key.
 */
export function signatureProblem(envelope: JsonObject, certificate: string | KeyObject): string | undefined {
  const version = envelope.SignatureVersion;
  const hash = typeof version === "string" && Object.hasOwn(HASHES, version) ? HASHES[version] : undefined;
  if (hash === undefined) return 'SignatureVersion is neither "1" nor "2"';
  if (!certificateUrl(envelope))
    return "SigningCertURL does not lie on https://sns.<region>.amazonaws.com[.cn]/";
  const signed = signedText(envelope);
  if (signed === undefined) return "a signed field is missing or no text";
  const signature = signatureBytes(envelope);
  if (signature === undefined) return "Signature is missing or not base64";
  const key = publicKeyOf(certificate);
  if (key === undefined) return "the signing certificate holds no RSA key";
  return verify(hash, Buffer.from(signed), key, signature)
    ? undefined
    : "Signature does not fit the envelope";
}

/** The text that SNS signs: names and values in this order, each with a line feed. */
export function signedText(envelope: JsonObject): string | undefined {
  const fields = envelope.Type === "Notification" ? NOTIFICATION_FIELDS : SUBSCRIPTION_FIELDS;
  let text = "";
  for (const name of fields) {
    const value = envelope[name];
    if (value === undefined || value === null) {
      if (name === OPTIONAL_FIELD) continue;
      return undefined;
    }
    if (typeof value !== "string") return undefined;
    text += `${name}\n${value}\n`;
  }
  return text;
}

function signatureBytes(envelope: JsonObject): Buffer | undefined {
  const text = textIn(envelope, "Signature");
  // Buffer.from skips what is not base64 instead of refusing it.
  return text !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
}

function publicKeyOf(certificate: string | KeyObject): KeyObject | undefined {
  try {
    const key = typeof certificate === "string" ? createPublicKey(certificate) : certificate;
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}
