import { ForwarderError } from "../errors.ts";
import type { ObjectRef } from "../types.ts";

/** S3 and KMS error codes of a request that was too fast; the client has retried it already. */
const THROTTLED = new Set([
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "KMS.ThrottlingException",
]);

/**
 * What a failure to read an object means. Denied and unavailable objects go back to the queue however often; only an
 * object that is gone or archived is given up.
 */
export function sourceFailure(error: unknown, ref: ObjectRef): ForwarderError {
  if (error instanceof ForwarderError) return error;
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const where = `s3://${ref.bucket}/${ref.key}`;
  const said = `${name}: ${message}`;
  const facts = { cause: error, status: $metadata?.httpStatusCode };
  switch (name) {
    case "NoSuchKey":
    case "NoSuchVersion":
    case "NotFound":
      return ForwarderError.permanent("object_missing", `${where} does not exist (any more): ${said}`, facts);
    case "InvalidObjectState":
      return ForwarderError.permanent(
        "archived",
        `${where} is archived: ${said}; restore it, then redrive`,
        facts,
      );
    case "NoSuchBucket":
      return ForwarderError.config("access_denied", `the bucket of ${where} does not exist: ${said}`, facts);
    case "PreconditionFailed":
      return ForwarderError.retryable("object_changed", `${where} changed while it was read`, facts);
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      // A region that S3 names is followed; here it named none, or still another one.
      return ForwarderError.config(
        "wrong_region",
        `${where} is in another region, and S3 did not say in which: ${said}; deploy the stack in the bucket's region`,
        facts,
      );
  }
  if (/^KMS\.|DisabledException|KMSInvalidStateException|kms:Decrypt/.test(said) && !THROTTLED.has(name)) {
    const hint = "allow the function's role kms:Decrypt in its policy and in the key policy";
    return ForwarderError.config(
      "kms_denied",
      `the key of ${where} could not be used: ${said}; ${hint}`,
      facts,
    );
  }
  // A clock that is off, or credentials that ran out under way, mend themselves.
  if (name === "RequestTimeTooSkewed" || name === "ExpiredToken") {
    return ForwarderError.retryable("source_unavailable", `${where} could not be read: ${said}`, facts);
  }
  if (name === "AccessDenied" || name === "Forbidden" || facts.status === 403) {
    return ForwarderError.config(
      "access_denied",
      `${where} may not be read: ${said}; check role, bucket policy and key policy`,
      facts,
    );
  }
  if (THROTTLED.has(name))
    return ForwarderError.retryable("throttled", `reading ${where} was throttled: ${said}`, facts);
  return ForwarderError.retryable("source_unavailable", `${where} could not be read: ${said}`, facts);
}
