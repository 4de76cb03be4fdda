import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One invocation on its way into a sandbox. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
}

/** What a sandbox says back. */
export interface RuntimeApiListener {
  /** It is up and waits for work. */
  ready(): void;
  succeeded(requestId: string, payload: string): void;
  failed(requestId: string, error: string): void;
  initFailed(error: string): void;
  /** The process's own measure of its largest memory, in MB. */
  measured(maxRssMb: number): void;
}

const PREFIX = "/2018-06-01/runtime";

/** The four routes of the Lambda Runtime API, for one sandbox. */
export class RuntimeApi {
  readonly #server: Server;
  readonly #listener: RuntimeApiListener;
  #waiting: ServerResponse | undefined;
  #next: Invocation | undefined;

  constructor(listener: RuntimeApiListener) {
    this.#listener = listener;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
  }

  /** `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Gives the sandbox its next invocation: at once, or when it asks (its answer to the last one may come first). */
  hand(invocation: Invocation): void {
    this.#next = invocation;
    this.#answerNext();
  }

  #answerNext(): void {
    const response = this.#waiting;
    const next = this.#next;
    if (!response || !next) return;
    this.#waiting = undefined;
    this.#next = undefined;
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": next.requestId,
      "lambda-runtime-deadline-ms": String(next.deadlineMs),
      "lambda-runtime-invoked-function-arn": next.functionArn,
      "lambda-runtime-trace-id": traceId(next.requestId),
    });
    response.end(next.payload);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const route = url.pathname.slice(PREFIX.length);
    if (request.method === "GET" && route === "/invocation/next") {
      this.#waiting = response;
      this.#listener.ready();
      this.#answerNext();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const maxRssKb = Number(url.searchParams.get("max-rss-kb"));
    if (maxRssKb > 0) this.#listener.measured(maxRssKb / 1024);
    const [, requestId = "", outcome] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(route) ?? [];
    if (outcome === "response") this.#listener.succeeded(requestId, body);
    else if (outcome === "error") this.#listener.failed(requestId, body);
    else if (route === "/init/error") this.#listener.initFailed(body);
    response.writeHead(outcome || route === "/init/error" ? 202 : 404, {
      "content-type": "application/json",
    });
    response.end('{"status":"OK"}');
  }
}

function traceId(requestId: string): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${requestId.replaceAll("-", "").slice(0, 24)};Sampled=0`;
}
