import type { StatusExceptions, StatusMeaning } from "../destinations/define-destination.ts";
import { ForwarderError } from "../errors.ts";

/** Statuses below 500 after which the same request may succeed. */
const RETRYABLE = new Set([408, 425, 429]);

/** Statuses that a person must look at: credentials or rights. */
const AUTH = new Set([401, 403, 407, 495, 496]);

/** nginx answers 400 to a client certificate that it does not like, and nothing but its title tells (ngx_http_special_response.c). */
const CERTIFICATE_REFUSED = /<title>400 (The SSL certificate error|No required SSL certificate was sent)</;

/**
 * Statuses that say nothing about the events, because every request would get them: a wrong or given up address, an account
 * that is not paid, a method, media type or compression that is not taken, a protocol that is not spoken. Refusing events for
 * good on this evidence would empty the queue into the reject store.
 */
const SETTINGS = new Set([402, 404, 405, 406, 410, 411, 414, 415, 421, 426, 428, 431, 451, 501, 505, 511]);

/** What helps more than looking at the address. */
const ADVICE: Readonly<Record<number, string>> = {
  402: "check the plan and the quota of the account",
  406: "check the address and the format",
  415: "check that the destination takes this format and compression (`format`, `compression`)",
};

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
  if (status === 400 && CERTIFICATE_REFUSED.test(detail)) {
    return ForwarderError.config(
      "destination_auth",
      `the destination refused the client certificate: ${detail}; check the secret that tlsSecretArn names`,
      { status, detail },
    );
  }
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
  return ForwarderError.config(
    reason,
    `${message}; ${ADVICE[status] ?? "check the destination's address and secret"}`,
    facts,
  );
}

function usualMeaning(status: number, ok: readonly number[] | undefined): StatusMeaning {
  // A 2xx that this destination never answers may come from something in between: not an acknowledgement.
  if (status >= 200 && status < 300) return ok && !ok.includes(status) ? "retryable" : "delivered";
  // Redirects are never followed.
  if (AUTH.has(status) || SETTINGS.has(status) || status < 200 || (status >= 300 && status < 400))
    return "config";
  // Gateways in front of a destination have numbers of their own for its being down (520 to 530, 529, 598, …).
  return RETRYABLE.has(status) || status >= 500 ? "retryable" : "permanent";
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
