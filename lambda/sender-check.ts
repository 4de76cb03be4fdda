import { isJsonObject, quoted } from "./decode/loose-json.ts";
import { certificateUrl, signatureProblem, snsEnvelope } from "./decode/sns-signature.ts";
import { asForwarderError } from "./errors.ts";
import type { CertificateReader } from "./source/signing-certificate.ts";
import type { DecodedMessage } from "./types.ts";

/** Says what becomes of a message that may not be believed; undefined for one that is to be read. */
export type SenderCheck = (body: string, signal: AbortSignal) => Promise<DecodedMessage | undefined>;

/**
 * The strict mode: a message is read when SNS has signed it, or when it is the forwarder's own. Only the outer envelope
 * counts: whatever is inside was signed with it.
 *
 * SNS signs for every topic of everybody, so the topic is compared as well, where it is known.
 */
export function createSenderCheck(
  certificateOf: CertificateReader,
  topicArn: string | undefined,
): SenderCheck {
  return async (body, signal) => {
    const envelope = snsEnvelope(body);
    if (envelope === undefined)
      return isOwnMessage(body)
        ? undefined
        : refused("the message has no SNS envelope; the subscription must not use raw message delivery");
    if (topicArn !== undefined && envelope.TopicArn !== topicArn)
      return refused(`the message is of the topic ${quoted(String(envelope.TopicArn))}, not of ${topicArn}`);
    const url = certificateUrl(envelope);
    if (url === undefined)
      return refused("SigningCertURL does not lie on https://sns.<region>.amazonaws.com[.cn]/");
    try {
      const problem = signatureProblem(envelope, await certificateOf(url, signal));
      return problem === undefined ? undefined : refused(problem);
    } catch (error) {
      const { message } = asForwarderError(error);
      return { ...NOTHING, returned: { reason: "source_unavailable", detail: message } };
    }
  };
}

const NOTHING = { shape: "unknown", objects: [], skipped: [], rejected: [] } as const;

function refused(detail: string): DecodedMessage {
  return { ...NOTHING, rejected: [{ reason: "bad_signature", detail }] };
}

/** A continuation or a backfill: whoever may write to the queue by IAM needs no signature. */
function isOwnMessage(body: string): boolean {
  try {
    const message: unknown = JSON.parse(body);
    return isJsonObject(message) && typeof message.forwarder === "number";
  } catch {
    return false;
  }
}
