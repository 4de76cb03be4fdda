import { awsFailure } from "../../lambda/destinations/aws-failure.ts";

function sdkError(name: string, httpStatusCode?: number, code?: string): Error {
  return Object.assign(new Error("said by AWS"), { name, code, $metadata: { httpStatusCode } });
}

describe("an error of an AWS client", () => {
  it.each([
    ["ThrottlingException", 400, "retryable", "destination_unavailable"],
    ["ProvisionedThroughputExceededException", 400, "retryable", "destination_unavailable"],
    ["RequestThrottled", 400, "retryable", "destination_unavailable"],
    ["KMSThrottlingException", 400, "retryable", "destination_unavailable"],
    ["KmsThrottled", 400, "retryable", "destination_unavailable"],
    ["LimitExceededException", 400, "retryable", "destination_unavailable"],
    ["SlowDown", 503, "retryable", "destination_unavailable"],
    ["InternalError", 500, "retryable", "destination_unavailable"],
    ["ConditionalRequestConflict", 409, "retryable", "destination_unavailable"],
    ["RequestTimeTooSkewed", 403, "retryable", "destination_unavailable"],
    ["TimeoutError", undefined, "retryable", "destination_unavailable"],
    ["AbortError", undefined, "retryable", "destination_unavailable"],
    ["NobodyKnows", 502, "retryable", "destination_unavailable"],
    ["NobodyKnows", 429, "retryable", "destination_unavailable"],
    ["NobodyKnows", undefined, "retryable", "destination_unavailable"],
    ["AccessDenied", 403, "config", "destination_auth"],
    ["AccessDeniedException", 400, "config", "destination_auth"],
    ["KMSAccessDeniedException", 400, "config", "destination_auth"],
    ["AuthorizationError", 403, "config", "destination_auth"],
    ["InvalidClientTokenId", 403, "config", "destination_auth"],
    ["SignatureDoesNotMatch", 403, "config", "destination_auth"],
    ["ExpiredTokenException", 400, "config", "destination_auth"],
    ["CredentialsProviderError", undefined, "config", "destination_auth"],
    ["NobodyKnows", 403, "config", "destination_auth"],
    ["NoSuchBucket", 404, "config", "destination_config"],
    ["QueueDoesNotExist", 400, "config", "destination_config"],
    ["ResourceNotFoundException", 400, "config", "destination_config"],
    ["KMSNotFoundException", 400, "config", "destination_config"],
    ["KmsDisabled", 400, "config", "destination_config"],
    ["PermanentRedirect", 301, "config", "destination_config"],
    ["NobodyKnows", 404, "config", "destination_config"],
    ["MethodNotAllowed", 405, "config", "destination_config"],
    ["NotImplemented", 501, "config", "destination_config"],
    ["ValidationException", 400, "permanent", "refused"],
    ["InvalidArgumentException", 400, "permanent", "refused"],
    ["InvalidParameterException", 400, "permanent", "refused"],
    ["NobodyKnows", 400, "permanent", "refused"],
  ])("%s (%s) is %s, %s", (name, status, kind, reason) => {
    expect(awsFailure(sdkError(name, status), "queue q")).toMatchObject({ kind, reason });
  });

  it("of a socket tells the socket's code and may work later", () => {
    const failure = awsFailure(sdkError("Error", undefined, "ECONNREFUSED"), "queue q");
    expect(failure).toMatchObject({
      kind: "retryable",
      message: "queue q could not take events: ECONNREFUSED: said by AWS",
    });
  });

  it("of a certificate needs a person", () => {
    expect(awsFailure(sdkError("Error", undefined, "CERT_HAS_EXPIRED"), "queue q")).toMatchObject({
      kind: "config",
      reason: "destination_config",
    });
  });

  it("that calls the batch too large lets it be halved", () => {
    expect(awsFailure(sdkError("BatchRequestTooLong", 400), "queue q")).toMatchObject({
      kind: "permanent",
      status: 413,
    });
  });

  it("keeps what was said about refused events out of the message, which is logged", () => {
    const failure = awsFailure(sdkError("ValidationException", 400), "queue q");
    expect(failure.message).toBe("queue q answered ValidationException");
    expect(failure.detail).toBe("said by AWS");
  });
});
