import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { eventId, eventLines } from "../ops/local/receiver/event-lines.ts";

const inflate = promisify(gunzip);

interface IdReceiverOptions {
  /** The ids that are to come, each with 0; counted up as they do. */
  readonly arrivals: Map<string, number>;
  /** Milliseconds from the last byte of a request to its answer, as a destination far away takes them. */
  readonly answerMs: number;
}

/** A destination on loopback that keeps no event, only how often each id came. */
export class IdReceiver {
  readonly url: string;
  requests = 0;
  events = 0;
  /** Events without an id, or with one that nobody sent. */
  unknown = 0;
  readonly #server: Server;
  readonly #options: IdReceiverOptions;

  private constructor(server: Server, options: IdReceiverOptions) {
    this.#server = server;
    this.#options = options;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start(options: IdReceiverOptions): Promise<IdReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new IdReceiver(server, options);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      this.#count(request.headers["content-encoding"] === "gzip" ? await inflate(body) : body);
      await sleep(this.#options.answerMs);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    } catch (error) {
      if (!response.headersSent) response.writeHead(400).end(String(error));
    }
  }

  #count(body: Buffer): void {
    const { arrivals } = this.#options;
    this.requests += 1;
    for (const line of eventLines(body)) {
      this.events += 1;
      const id = eventId(line);
      const before = id === undefined ? undefined : arrivals.get(id);
      if (id === undefined || before === undefined) this.unknown += 1;
      else arrivals.set(id, before + 1);
    }
  }
}
