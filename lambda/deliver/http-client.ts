import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { DestinationTools, HttpRequest, HttpResponse } from "../destinations/define-destination.ts";
import { isRefusalOfUs, isTlsFailure } from "../destinations/tls-failure.ts";
import { ForwarderError } from "../errors.ts";
import { HttpAgents } from "./http-agents.ts";
import { isAuthStatus, statusFailure } from "./http-status.ts";
import { withoutCredentials } from "./redact.ts";

/** What is kept of an answer by default; the rest is thrown away so that the socket can be used again. */
const KEPT_ANSWER_BYTES = 64 * 1024;
/** A destination that goes on answering beyond this is cut off. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
/** Firewalls in front of receivers refuse requests that do not name a sender (AWS WAF's NoUserAgent_HEADER among them). */
const USER_AGENT = "cloudtrail-forwarder";
/** What of an answer goes into an error message. */
const SHOWN_ANSWER_CHARS = 200;

/**
 * One client with kept-alive connections, `node:http(s)` underneath: a sixth of the cost of `fetch` for bodies of this size.
 * Redirects and cookies do not exist here, and a proxy is used only where the request names one.
 * @param now milliseconds since the epoch, for `Retry-After` dates
 */
export function createHttpClient(now: () => number): DestinationTools["http"] & { close(): void } {
  const agents = new HttpAgents();
  return {
    request: async (request, signal) => {
      const response = await exchange(request, signal, agents);
      const retryAfter = response.headers["retry-after"];
      const detail = summary(response.text, request);
      const failure = statusFailure(
        response.status,
        typeof retryAfter === "string" ? retryAfter : undefined,
        detail,
        now(),
        request,
      );
      if (failure) throw failure;
      return response;
    },
    close: () => agents.close(),
  };
}

async function exchange(
  request: HttpRequest,
  signal: AbortSignal,
  agents: HttpAgents,
): Promise<HttpResponse> {
  const url = urlOf(request);
  const agent = await agents.agentFor(url.protocol, request.connection);
  for (let isRetry = false; ; isRetry = true) {
    const sent = send(request, url, signal, agent);
    try {
      return await sent.response;
    } catch (error) {
      if (error instanceof ForwarderError) throw error;
      // A connection kept from before a freeze may be dead; a fresh one says whether the destination is.
      const isStale =
        sent.isReusedSocket() &&
        ["ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (!isRetry && isStale && !signal.aborted) continue;
      throw networkFailure(error, url.host, request, signal);
    }
  }
}

/** The URL may be a secret: it never gets into an error, not even as the cause. */
function urlOf({ url }: HttpRequest): URL {
  if (URL.canParse(url)) return new URL(url);
  throw ForwarderError.config(
    "destination_config",
    "the destination's URL does not parse; check its address and secret",
  );
}

function send(request: HttpRequest, url: URL, signal: AbortSignal, agent: Agent) {
  const { body, timeoutMs, connection: { ca, cert, key, passphrase } = {} } = request;
  // Not AbortSignal.any with AbortSignal.timeout: Node 20 may collect the two before they fire, and then nothing ends a
  // request that hangs.
  const cut = new AbortController();
  const stop = () => cut.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const options = {
    method: request.method ?? "POST",
    headers: { "user-agent": USER_AGENT, ...request.headers, "content-length": body.length },
    signal: cut.signal,
    agent,
  };
  const keptBytes = Math.min(request.answerBytes ?? KEPT_ANSWER_BYTES, MAX_ANSWER_BYTES);
  let outgoing: ClientRequest | undefined;
  const response = new Promise<HttpResponse>((resolve, reject) => {
    // A key that does not parse throws here already.
    outgoing =
      url.protocol === "https:"
        ? httpsRequest(url, { ...options, ca, cert, key, passphrase })
        : httpRequest(url, options);
    outgoing.on("error", reject);
    // What a proxy says instead of opening the tunnel comes as if it were the destination's answer.
    outgoing.on("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
      if (statusCode !== 200) reject(proxyFailure(statusCode, request.connection?.proxyUrl ?? "", url.host));
    });
    outgoing.on("response", (incoming) => readAnswer(incoming, keptBytes).then(resolve, reject));
    outgoing.end(body);
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  });
  return { response, isReusedSocket: () => outgoing?.reusedSocket === true };
}

async function readAnswer(incoming: IncomingMessage, keptBytes: number): Promise<HttpResponse> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (bytes < keptBytes) kept.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) break; // leaving the loop destroys the socket
  }
  const text = Buffer.concat(kept).subarray(0, keptBytes).toString("utf8");
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

/** A proxy that refuses to open the tunnel has not seen the events: it can neither take nor refuse them. */
function proxyFailure(status: number, proxyUrl: string, host: string): ForwarderError {
  const message = `the proxy ${new URL(proxyUrl).host} answered ${status} to the request for a tunnel to ${host}`;
  if (isAuthStatus(status)) {
    return ForwarderError.config(
      "destination_auth",
      `${message}; check the proxy's credentials, and that it lets this host and port through`,
      { status },
    );
  }
  return statusFailure(status, undefined, "", 0)?.kind === "retryable"
    ? ForwarderError.retryable("destination_unavailable", message, { status })
    : ForwarderError.config("destination_config", `${message}; check the proxy's address`, { status });
}

function networkFailure(
  error: unknown,
  host: string,
  request: HttpRequest,
  signal: AbortSignal,
): ForwarderError {
  const { code = "", name } = error as NodeJS.ErrnoException;
  const message = withoutCredentials((error as Error).message, request.headers, request.secrets);
  if (isRefusalOfUs(error)) {
    return ForwarderError.config(
      "destination_auth",
      `${host} refused the TLS handshake (${code}); check the client certificate in the secret that tlsSecretArn names`,
      { cause: error },
    );
  }
  if (isTlsFailure(error)) {
    return ForwarderError.config(
      "destination_config",
      `TLS with ${host} failed: ${message}; check certificate, name and CA`,
      {
        cause: error,
      },
    );
  }
  const isTimeout = name === "AbortError" || name === "TimeoutError" || code === "ABORT_ERR";
  const what = signal.aborted
    ? "was cut off by the deadline"
    : isTimeout
      ? "took longer than its time limit"
      : `failed: ${code || message}`;
  return ForwarderError.retryable("destination_unavailable", `the request to ${host} ${what}`, {
    cause: error,
  });
}

/** The beginning of an answer on one printable line, without anything that the request carried as a credential. */
function summary(text: string, { headers, secrets }: HttpRequest): string {
  return withoutCredentials(text, headers, secrets)
    .slice(0, SHOWN_ANSWER_CHARS)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}
