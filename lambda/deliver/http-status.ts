import type { StatusExceptions } from "../destinations/define-destination.ts";
import { ForwarderError } from "../errors.ts";

/** Statuses after which the same request may succeed. */
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Statuses that a person must look at: credentials, rights, or a wrong address (redirects are never followed). */
const AUTH = new Set([401, 403, 407]);

/**
 * The error that an answer means; undefined when the request was taken. The destination's exceptions come first.
 * @param detail the beginning of the answer, already free of credentials
 */
export function statusFailure(
  status: number,
  retryAfter: string | undefined,
  detail: string,
  nowMs: number,
  exceptions: StatusExceptions = {},
): ForwarderError | undefined {
  const exception = exceptions[status];
  if (exception === "delivered" || (exception === undefined && status >= 200 && status < 300))
    return undefined;
  const kind = exception ?? kindOf(status);
  // What is said about refused records may repeat them, so it stays out of the message, which is logged.
  const message = `the destination answered ${status}${detail && kind !== "permanent" ? `: ${detail}` : ""}`;
  const facts = { status, detail, retryAfterMs: retryAfterMs(retryAfter, nowMs) };
  if (kind === "retryable") return ForwarderError.retryable("destination_unavailable", message, facts);
  if (kind === "permanent") return ForwarderError.permanent("refused", message, facts);
  const reason = AUTH.has(status) ? "destination_auth" : "destination_config";
  return ForwarderError.config(reason, `${message}; check the destination's address and secret`, facts);
}

function kindOf(status: number): "retryable" | "permanent" | "config" {
  if (RETRYABLE.has(status)) return "retryable";
  if (AUTH.has(status) || status < 200 || (status >= 300 && status < 400) || status === 404 || status === 405)
    return "config";
  return "permanent";
}

/** `Retry-After` as milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); undefined when it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse takes a lot that is no HTTP date; "-5" or "1.5" must not become a year.
  const date = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
