import { ForwarderError } from "../errors.ts";
import { isTlsFailure } from "./tls-failure.ts";

/**
 * What AWS's error codes mean, for whole calls and for single items alike; codes of the service models of Firehose, Kinesis,
 * SQS, EventBridge, CloudWatch Logs, SNS and S3. The first matching line counts.
 */
const MEANINGS: readonly (readonly [codes: RegExp, meaning: "retryable" | "auth" | "config" | "tooLarge"])[] =
  [
    [
      /Throttl|Throughput|SlowDown|TooManyRequests|LimitExceeded|ServiceUnavailable|InternalFailure|InternalError/,
      "retryable",
    ],
    [/InternalException|InternalServer|Request(Timeout|TimeTooSkewed|Expired)|TimeoutError/, "retryable"],
    [/ConditionalRequestConflict|OperationAborted|ConcurrentModification|BadDigest/, "retryable"],
    [/AccessDenied|NotAuthorized|AuthorizationError|UnrecognizedClient|InvalidClientTokenId/, "auth"],
    [/InvalidAccessKeyId|Signature|MissingAuthentication|ExpiredToken|InvalidToken|InvalidSecurity/, "auth"],
    [/OptInRequired|SubscriptionRequired|Forbidden|CredentialsProviderError/, "auth"],
    [/NotFound|NoSuchBucket|DoesNotExist|NonExistentQueue|^KMS|^Kms|InvalidKMS|InvalidSource/, "config"],
    [/UnsupportedOperation|InvalidAddress|EndpointDisabled|AllAccessDisabled|AccountProblem/, "config"],
    [/PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocation/, "config"],
    [/TooLong|TooLarge|TooManyEntries/, "tooLarge"],
  ];

/**
 * The failure that a code means. Unknown codes: refused for good when the caller is to blame (4xx), else worth another try.
 * @param target what was called, in the operator's words: `Firehose stream arn:…`
 */
export function awsCodeFailure(
  target: string,
  { code, message, status, cause }: { code: string; message?: string; status?: number; cause?: unknown },
): ForwarderError {
  const said = [code, message].filter(Boolean).join(": ");
  switch (MEANINGS.find(([codes]) => codes.test(code))?.[1] ?? meaningOf(status)) {
    case "auth":
      return ForwarderError.config(
        "destination_auth",
        `${target} refused the function's role: ${said}; check the role, the resource's policy and its key's policy`,
        { cause, status },
      );
    case "config":
      return ForwarderError.config(
        "destination_config",
        `${target} cannot be used: ${said}; check that it exists, its region and its key`,
        { cause, status },
      );
    case "tooLarge":
      return ForwarderError.permanent("refused", `${target} answered ${code}`, {
        cause,
        status: 413,
        detail: message,
      });
    case "refused":
      // What is said about refused events may repeat them, so it stays out of the message, which is logged.
      return ForwarderError.permanent("refused", `${target} answered ${code}`, {
        cause,
        status,
        detail: message,
      });
    case "retryable":
      return ForwarderError.retryable("destination_unavailable", `${target} could not take events: ${said}`, {
        cause,
        status,
      });
  }
}

function meaningOf(status: number | undefined): "retryable" | "auth" | "config" | "refused" {
  if (status === 401 || status === 403) return "auth";
  // The same for every call, whatever it carries.
  if (status !== undefined && [301, 307, 404, 405, 410, 411, 415, 501].includes(status)) return "config";
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429
    ? "refused"
    : "retryable";
}

interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What an error thrown by an AWS SDK client means, network errors included. */
export function awsFailure(error: unknown, target: string): ForwarderError {
  if (error instanceof ForwarderError) return error;
  const { name, message, code, $metadata } = error as SdkError;
  if (isTlsFailure(error)) {
    return ForwarderError.config("destination_config", `TLS with ${target} failed: ${message}`, {
      cause: error,
    });
  }
  // The SDK names an error after the service's code; a socket error has its own code instead.
  return awsCodeFailure(target, {
    code: name === "Error" && code ? code : name,
    message,
    status: $metadata?.httpStatusCode,
    cause: error,
  });
}
