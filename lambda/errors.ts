import type { Reason, RejectReason, ReturnReason } from "./contract/reasons.ts";

/**
 * What a failure means for the message it came from.
 * - `retryable`: the same bytes may work later; unknown failures are of this kind.
 * - `permanent`: the same bytes fail again.
 * - `config`: a person must act (denied, wrong credentials, wrong endpoint).
 */
export type FailureKind = "retryable" | "permanent" | "config";

interface FailureFacts {
  readonly cause?: unknown;
  /** Milliseconds the other side asks to wait. */
  readonly retryAfterMs?: number;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** Tries after which this failure is no longer taken for a passing one. */
  readonly maxTries?: number;
  /** The other side's own words about the records it refused: for the reject store, never for a log line. */
  readonly detail?: string;
}

/** The one error type of this project: a kind, a reason from the closed set and a message for the operator. */
export class ForwarderError extends Error {
  override readonly name = "ForwarderError";
  readonly kind: FailureKind;
  readonly reason: Reason;
  readonly retryAfterMs?: number;
  readonly status?: number;
  readonly maxTries?: number;
  readonly detail?: string;

  private constructor(kind: FailureKind, reason: Reason, message: string, facts: FailureFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = kind;
    this.reason = reason;
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
    this.maxTries = facts.maxTries;
    this.detail = facts.detail;
  }

  static retryable(reason: ReturnReason, message: string, facts?: FailureFacts): ForwarderError {
    return new ForwarderError("retryable", reason, message, facts);
  }

  static permanent(reason: RejectReason, message: string, facts?: FailureFacts): ForwarderError {
    return new ForwarderError("permanent", reason, message, facts);
  }

  static config(reason: ReturnReason, message: string, facts?: FailureFacts): ForwarderError {
    return new ForwarderError("config", reason, message, facts);
  }
}

/** Any thrown value as a `ForwarderError`; what nobody has classified may work later and is ours to look at. */
export function asForwarderError(error: unknown): ForwarderError {
  if (error instanceof ForwarderError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return ForwarderError.retryable("internal", `unexpected failure: ${text}`, { cause: error });
}
