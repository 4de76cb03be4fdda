import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** A request as it came. */
export interface SeenRequest {
  /** From 1. */
  readonly number: number;
  readonly headers: IncomingHttpHeaders;
  readonly lines: readonly string[];
}

/** What the receiver does with a request; without a word it takes it and answers 200. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the events count as arrived; default for 2xx. */
  readonly keeps?: boolean;
  /** Cuts the connection instead of answering. */
  readonly cut?: boolean;
  /** Never answers. */
  readonly hangs?: boolean;
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
}

export type Script = (request: SeenRequest) => Answer | undefined;

/** A destination on loopback whose every answer is told to it. */
export class ScriptedReceiver {
  readonly requests: SeenRequest[] = [];
  /** Event lines that arrived, in order. */
  readonly events: string[] = [];
  script: Script = () => undefined;
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>, scheme: "http" | "https") {
    this.#server = server;
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(tls?: { key: string; cert: string }): Promise<ScriptedReceiver> {
    const server = tls ? createTlsServer(tls) : createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ScriptedReceiver(server, tls ? "https" : "http");
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Closes the connections that are kept alive, as a network does to a function that was frozen. */
  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // cut off by the sender
    }
    const raw = Buffer.concat(chunks);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
    const lines = text.split("\n").filter((line) => line !== "");
    const seen = { number: this.requests.length + 1, headers: request.headers, lines };
    this.requests.push(seen);
    const answer = this.script(seen) ?? {};
    const { status = 200, headers, body = "{}", cut, hangs, delayMs = 0 } = answer;
    const keeps = answer.keeps ?? (!cut && !hangs && status >= 200 && status < 300);
    if (keeps) this.events.push(...lines);
    if (hangs) return;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (cut) request.socket.destroy();
    else response.writeHead(status, headers).end(body);
  }
}
