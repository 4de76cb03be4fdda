import { sourceFailure } from "../../lambda/source/source-failure.ts";

const REF = { bucket: "example-trail", key: "AWSLogs/x.json.gz" };
const s3Error = (name: string, message: string, httpStatusCode?: number) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe("a failure to read an object", () => {
  it.each([
    ["NoSuchKey", "The specified key does not exist.", 404, "permanent", "object_missing"],
    ["NoSuchVersion", "", 404, "permanent", "object_missing"],
    ["InvalidObjectState", "", 403, "permanent", "archived"],
    ["NoSuchBucket", "", 404, "config", "access_denied"],
    ["AccessDenied", "Access Denied", 403, "config", "access_denied"],
    [
      "AccessDenied",
      "User is not authorized to perform: kms:Decrypt on the resource",
      403,
      "config",
      "kms_denied",
    ],
    ["KMS.DisabledException", "the key is disabled", 400, "config", "kms_denied"],
    ["KMS.ThrottlingException", "slow", 400, "retryable", "throttled"],
    ["SlowDown", "Please reduce your request rate", 503, "retryable", "throttled"],
    ["PreconditionFailed", "", 412, "retryable", "object_changed"],
    ["PermanentRedirect", "", 301, "config", "wrong_region"],
    ["InternalError", "", 500, "retryable", "source_unavailable"],
    ["TimeoutError", "socket hang up", undefined, "retryable", "source_unavailable"],
    ["ExpiredToken", "", 400, "retryable", "source_unavailable"],
    ["RequestTimeTooSkewed", "", 403, "retryable", "source_unavailable"],
  ])("%s (%s) is named, with the object in its message", (name, message, status, kind, reason) => {
    expect(sourceFailure(s3Error(name, message, status), REF)).toMatchObject({
      kind,
      reason,
      message: expect.stringContaining("s3://example-trail/AWSLogs/x.json.gz"),
    });
  });
});
