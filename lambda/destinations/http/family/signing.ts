import type { HttpRequest } from "../../define-destination.ts";

/** Adds what authenticates a request. */
export interface Authenticator {
  /** The request with its further headers, and with what must never be shown. */
  sign(request: HttpRequest, batchId: string, signal: AbortSignal): Promise<HttpRequest>;
  /** Forgets tokens. */
  refresh?(): void;
}

/** The request with one more header and with texts that must never be shown. */
export function withHeader(
  request: HttpRequest,
  name: string,
  value: string,
  secrets: readonly string[],
): HttpRequest {
  return {
    ...request,
    headers: { ...request.headers, [name]: value },
    secrets: [...(request.secrets ?? []), ...secrets],
  };
}
