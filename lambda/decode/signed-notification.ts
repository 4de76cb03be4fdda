import type { RejectReason } from "../contract/reasons.ts";
import type { DecodedMessage } from "../types.ts";
import { type JsonObject, quoted, textIn } from "./loose-json.ts";
import { decodeNotification } from "./notification.ts";
import { certificateUrl, signatureProblem, snsEnvelope } from "./sns-signature.ts";

/** The signing certificate at a URL, as PEM; undefined when it could not be fetched. */
export type CertificateOf = (url: URL) => string | undefined;

/**
 * Reads a message as `decodeNotification` does, when SNS has signed it on behalf of this topic. Anything else is rejected
 * as `bad_signature`, except for the forwarder's own messages, which go past the topic: they can only have objects of its
 * own buckets read again. A message whose certificate cannot be had goes back.
 */
export function decodeSignedNotification(
  body: string,
  topicArn: string,
  certificateOf: CertificateOf,
): DecodedMessage {
  const envelope = snsEnvelope(body);
  if (!envelope) {
    const bare = decodeNotification(body);
    return bare.shape === "continuation" ? bare : refused("the message has no SNS envelope");
  }
  if (textIn(envelope, "TopicArn") !== topicArn)
    return refused(
      `the message is of topic ${quoted(textIn(envelope, "TopicArn") ?? "")}, expected ${topicArn}`,
    );
  const url = certificateUrl(envelope);
  if (!url) return refused("SigningCertURL does not lie on https://sns.<region>.amazonaws.com[.cn]/");
  const certificate = certificateOf(url);
  if (certificate === undefined)
    return {
      ...NOTHING,
      returned: {
        reason: "source_unavailable",
        detail: `the certificate ${url.href} could not be fetched; the function needs a way to that host, or source.verifySnsSignature off`,
      },
    };
  const problem = signatureProblem(envelope, certificate);
  return problem === undefined ? decodeNotification(body) : refused(problem);
}

/** The places of the certificates that these messages need, when they are of this topic. */
export function neededCertificates(bodies: readonly string[], topicArn: string): URL[] {
  const urls = bodies
    .map(snsEnvelope)
    .filter((envelope): envelope is JsonObject => envelope?.TopicArn === topicArn)
    .flatMap((envelope) => certificateUrl(envelope) ?? []);
  return [...new Map(urls.map((url) => [url.href, url])).values()];
}

const NOTHING: DecodedMessage = { shape: "unknown", objects: [], skipped: [], rejected: [] };

function refused(detail: string): DecodedMessage {
  const reason: RejectReason = "bad_signature";
  return { ...NOTHING, rejected: [{ reason, detail }] };
}
