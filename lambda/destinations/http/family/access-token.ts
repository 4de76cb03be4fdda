import { ForwarderError } from "../../../errors.ts";
import type { Connection, DestinationTools, HttpRequest } from "../../define-destination.ts";
import { type Authenticator, withHeader } from "./signing.ts";

/** A token is renewed this long before it expires. */
const MARGIN_MS = 5 * 60_000;
const TOKEN_TIMEOUT_MS = 15_000;

/** What a token endpoint is asked for. */
export interface TokenRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  /** Texts that are never shown. */
  readonly secrets: readonly string[];
}

/** A bearer token that is fetched when first needed, kept until shortly before it expires, and dropped when refused. */
export abstract class AccessToken implements Authenticator {
  protected readonly tools: DestinationTools;
  private secrets: readonly string[] = [];
  private current: { readonly token: Promise<string>; expiresMs: number } | undefined;

  constructor(tools: DestinationTools) {
    this.tools = tools;
  }

  /** What to ask for, from the secret's current value. */
  protected abstract tokenRequest(): Promise<TokenRequest>;

  async sign(request: HttpRequest, _batchId: string, signal: AbortSignal): Promise<HttpRequest> {
    const token = await this.token(request.connection, signal);
    return withHeader(request, "authorization", `Bearer ${token}`, [token, ...this.secrets]);
  }

  refresh(): void {
    this.current = undefined;
  }

  private token(connection: Connection | undefined, signal: AbortSignal): Promise<string> {
    if (this.current && this.tools.now() < this.current.expiresMs) return this.current.token;
    // Requests that start at the same time wait for one token.
    const entry = { token: Promise.resolve(""), expiresMs: Number.POSITIVE_INFINITY };
    entry.token = this.fetch(connection, signal).then(({ token, lifeMs }) => {
      entry.expiresMs = this.tools.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2);
      return token;
    });
    this.current = entry;
    entry.token.catch(() => {
      if (this.current === entry) this.current = undefined;
    });
    return entry.token;
  }

  private async fetch(
    connection: Connection | undefined,
    signal: AbortSignal,
  ): Promise<{ token: string; lifeMs: number }> {
    const { url, form, secrets } = await this.tokenRequest();
    this.secrets = secrets;
    const request = {
      url,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: Buffer.from(new URLSearchParams(form).toString()),
      timeoutMs: TOKEN_TIMEOUT_MS,
      statuses: { 400: "config" },
      secrets,
      connection,
    } as const;
    const answer = await this.tools.http.request(request, signal).catch(asRefusedCredentials);
    const { access_token, expires_in } = tokenAnswer(answer.text);
    if (typeof access_token !== "string" || access_token === "") {
      throw ForwarderError.retryable(
        "destination_unavailable",
        `the token endpoint ${new URL(url).host} answered ${answer.status} without an access token`,
      );
    }
    const seconds = Number(expires_in);
    return { token: access_token, lifeMs: (Number.isFinite(seconds) && seconds > 0 ? seconds : 600) * 1000 };
  }
}

/** A token endpoint says invalid_client and invalid_grant with 400: nothing about the records is wrong. */
function asRefusedCredentials(error: unknown): never {
  if (!(error instanceof ForwarderError) || error.status !== 400) throw error;
  const { message, status, detail } = error;
  throw ForwarderError.config("destination_auth", `no access token: ${message}`, { status, detail });
}

function tokenAnswer(text: string): { access_token?: unknown; expires_in?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {}; // not JSON: there is no token in it
  }
}
