import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { DestinationOptions } from "../../../lambda/destinations/registry.ts";
import type { Arrivals } from "../arrivals/arrivals.ts";
import type { Certificate } from "../receiver/certificate.ts";
import type { Answer, Credentials, ReceivedRequest, Vendor } from "../vendors/vendor.ts";
import { credentialsOf } from "./secret-text.ts";
import type { Refuse, Target } from "./target.ts";

const inflate = promisify(gunzip);

/** A vendor's server on loopback: checks what the vendor would check, keeps the events, answers in the vendor's form. */
export class HttpStandIn implements Target {
  readonly url: string;
  readonly arrivals: Arrivals;
  readonly problems: readonly string[] = [];
  requests = 0;
  refuse: Refuse | undefined;
  readonly #vendor: Vendor;
  readonly #server: Server;
  #credentials: readonly Credentials[] = [];
  #isSigned = false;

  private constructor(vendor: Vendor, server: Server, arrivals: Arrivals) {
    this.#vendor = vendor;
    this.#server = server;
    this.arrivals = arrivals;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async open(vendor: Vendor, certificate: Certificate, arrivals: Arrivals): Promise<HttpStandIn> {
    const server = createServer(certificate);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new HttpStandIn(vendor, server, arrivals);
  }

  get place(): string {
    return `a stand-in at ${this.url}`;
  }

  /** A proxy of the configuration's network does not reach this machine. */
  get options(): Readonly<Record<string, unknown>> {
    return { ...this.#vendor.address(this.url), proxy: undefined };
  }

  configure(options: DestinationOptions, secrets: readonly string[]): void {
    this.#credentials = secrets.map(credentialsOf);
    // A signature over the body proves the key without showing it.
    this.#isSigned = "signature" in options && options.signature !== undefined;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.arrivals.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(incoming);
      const refused = this.refuse?.();
      if (refused?.delayMs) await sleep(refused.delayMs);
      if (refused?.reset === "before") {
        incoming.socket.destroy();
        return;
      }
      if (refused?.status) {
        outgoing.writeHead(refused.status, refused.headers).end(refused.body);
        return;
      }
      const { status, headers, body } = await this.#answer(request);
      if (refused?.reset === "after") {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(status, headers).end(body);
    } catch (error) {
      // A body that does not inflate is the sender's mistake; a broken connection has nobody to tell.
      if (!outgoing.headersSent) outgoing.writeHead(400).end(String(error));
    }
  }

  async #answer(request: ReceivedRequest): Promise<Answer> {
    const { path, read, takesGzip, maxEvents = Number.POSITIVE_INFINITY, success } = this.#vendor;
    const [credentials = NOBODY] = this.#credentials;
    const beside = this.#vendor.beside?.(request, credentials);
    if (beside) return beside;
    if (request.method !== "POST" && request.method !== "PUT") return { status: 405 };
    if (!path.test(request.path)) return { status: 404, body: `nothing at ${request.path}` };
    if (!this.#mayWrite(request)) return { status: this.#vendor.unauthorized ?? 401 };
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && !(encoding === "gzip" && takesGzip)) return { status: 415 };
    let events: readonly string[];
    try {
      events = read(new TextDecoder("utf8", { fatal: true }).decode(request.body));
    } catch (error) {
      return { status: 400, body: String(error) };
    }
    if (events.length > maxEvents) return { status: 413, body: `more than ${maxEvents} events` };
    await this.arrivals.keep(events.map((event) => Buffer.from(event)));
    this.requests += 1;
    return success(events, request);
  }

  #mayWrite(request: ReceivedRequest): boolean {
    const { isAuthorized, isOpen } = this.#vendor;
    if (!isAuthorized || this.#isSigned) return true;
    if (this.#credentials.length > 0) return this.#credentials.some((one) => isAuthorized(request, one));
    // Without a secret the destination does not authenticate, or with its role's signature.
    return isOpen === true || isAuthorized(request, NOBODY);
  }
}

/** No request carries this: it would have to hold the text. */
const NOBODY: Credentials = { user: "", credential: "\u0000" };

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const rawBody = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? "/", "https://127.0.0.1");
  const headers = incoming.headers as Record<string, string | undefined>;
  return {
    method: incoming.method ?? "",
    target: incoming.url ?? "",
    path: url.pathname,
    query: url.searchParams,
    headers,
    rawBody,
    body: headers["content-encoding"] === "gzip" ? await inflate(rawBody) : rawBody,
  };
}
