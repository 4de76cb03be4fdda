import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError, notImplemented } from "./aws-error.ts";
import { credentialScope } from "./credential-scope.ts";
import type { Fault, Faults } from "./faults.ts";
import { sendResponse } from "./respond.ts";
import type { AwsCall, AwsRequest, AwsService } from "./service.ts";

/** Decides what a caller may do, and what it may learn. */
export interface Authorize {
  /** @throws {AwsError} when the caller may not do this. */
  check(accessKeyId: string | undefined, call: AwsCall): void;
  /** The error as this caller may see it. */
  disguise(accessKeyId: string | undefined, call: AwsCall, error: AwsError): AwsError;
}

export interface AwsServerOptions {
  readonly services: readonly AwsService[];
  readonly faults: Faults;
  readonly authorize?: Authorize;
}

/** The laptop's AWS: every emulated service on one loopback port, told apart by the signature's scope. */
export class AwsServer {
  readonly #options: AwsServerOptions;
  readonly #server: Server;
  #endpoint = "";

  constructor(options: AwsServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A chaos run or a debugger may hold a request for long; the clients have their own limits.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Value for `AWS_ENDPOINT_URL`; an address and not a name, so that S3 clients use path-style URLs. */
  get endpoint(): string {
    return this.#endpoint;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    this.#endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.#endpoint;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const hungUp = new AbortController();
    outgoing.on("close", () => hungUp.abort());
    const request = readRequest(incoming, hungUp.signal);
    const service = this.#serviceOf(request);
    const { authorize, faults } = this.#options;
    let call: AwsCall | undefined;
    try {
      if (!service) throw notImplemented(`this service (${request.service ?? "unsigned request"})`);
      call = await service.open(request);
      const fault = faults.before({
        service: service.name,
        operation: call.operation,
        resource: call.resource,
        accessKeyId: request.accessKeyId,
      });
      if (fault) await applyBefore(fault);
      authorize?.check(request.accessKeyId, call);
      const response = await call.run();
      if (fault?.reset === "after") throw new ConnectionCut();
      await sendResponse(outgoing, response, { requestId: request.requestId, method: request.method, fault });
    } catch (error) {
      if (error instanceof ConnectionCut || hungUp.signal.aborted) {
        incoming.socket.destroy();
        return;
      }
      const failure = error instanceof AwsError ? error : internalError(error);
      const worded = (call && authorize?.disguise(request.accessKeyId, call, failure)) ?? failure;
      const answer = service?.errorResponse(worded, request) ?? {
        status: worded.status,
        headers: { "content-type": "text/plain" },
        body: worded.message,
      };
      incoming.resume();
      await sendResponse(outgoing, answer, { requestId: request.requestId, method: request.method });
    }
  }

  #serviceOf(request: AwsRequest & { readonly service?: string }): AwsService | undefined {
    const { services } = this.#options;
    if (request.service) return services.find((service) => service.name === request.service);
    const target = request.headers["x-amz-target"];
    if (target) return services.find((service) => String(target).split(".")[0] === service.targetPrefix);
    return undefined;
  }
}

/** Thrown to end a request without an answer. */
class ConnectionCut extends Error {}

async function applyBefore(fault: Fault): Promise<void> {
  const { delayMs } = fault;
  if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
  if (fault.reset === "before") throw new ConnectionCut();
  if (fault.status)
    throw new AwsError(
      fault.code ?? "InternalError",
      fault.status,
      fault.message ?? "a fault was injected here",
    );
}

function readRequest(
  incoming: IncomingMessage,
  signal: AbortSignal,
): AwsRequest & { readonly service?: string } {
  const [path = "/", search = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  return {
    requestId: randomUUID(),
    method: incoming.method ?? "GET",
    path,
    query,
    headers: incoming.headers,
    body: incoming,
    signal,
    ...credentialScope(incoming.headers, query),
  };
}

function internalError(error: unknown): AwsError {
  return new AwsError(
    "InternalError",
    500,
    `the emulated AWS failed: ${error instanceof Error ? error.stack : error}`,
  );
}
