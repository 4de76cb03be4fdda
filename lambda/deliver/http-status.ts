import type { StatusExceptions, StatusMeaning } from "../destinations/define-destination.ts";
import { ForwarderError } from "../errors.ts";

/** Statuses after which the same request may succeed. */
const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Statuses that a person must look at: credentials, rights, or a wrong address (redirects are never followed). */
const AUTH = new Set([401, 403, 407]);

/** What a destination's table says beside the shared one. */
export interface StatusTable {
  readonly statuses?: StatusExceptions;
  /** The 2xx statuses that mean success; all of them when left out. */
  readonly ok?: readonly number[];
}

/** Whether a refusal is one of credentials or rights, so that reading the secret again may help. */
export function isAuthStatus(status: number | undefined): boolean {
  return status !== undefined && AUTH.has(status);
}

/**
 * The error that an answer means; undefined when the request was taken, or when the destination reads the answer itself.
 * The destination's table comes first.
 * @param detail the beginning of the answer, already free of credentials
 */
export function statusFailure(
  status: number,
  retryAfter: string | undefined,
  detail: string,
  nowMs: number,
  { statuses = {}, ok }: StatusTable = {},
): ForwarderError | undefined {
  const meaning = statuses[status] ?? usualMeaning(status, ok);
  if (meaning === "delivered" || meaning === "read") return undefined;
  const kind = typeof meaning === "object" ? "retryable" : meaning;
  // What is said about refused records may repeat them, so it stays out of the message, which is logged.
  const message = `the destination answered ${status}${detail && kind !== "permanent" ? `: ${detail}` : ""}`;
  const maxTries = typeof meaning === "object" ? meaning.retryable : undefined;
  const facts = { status, detail, maxTries, retryAfterMs: retryAfterMs(retryAfter, nowMs) };
  if (kind === "retryable") return ForwarderError.retryable("destination_unavailable", message, facts);
  if (kind === "permanent") return ForwarderError.permanent("refused", message, facts);
  const reason = AUTH.has(status) ? "destination_auth" : "destination_config";
  return ForwarderError.config(reason, `${message}; check the destination's address and secret`, facts);
}

function usualMeaning(status: number, ok: readonly number[] | undefined): StatusMeaning {
  // A 2xx that this destination never answers may come from something in between: not an acknowledgement.
  if (status >= 200 && status < 300) return ok && !ok.includes(status) ? "retryable" : "delivered";
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
