import { writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type ArrivalCounts, Arrivals } from "../arrivals/arrivals.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { eventId, eventLines } from "./event-lines.ts";

const inflate = promisify(gunzip);

/** What becomes of a request instead of 200, for tests and chaos runs. With a status nothing is kept of it. */
export interface RefusedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Cut the connection: before anything is kept, or when all is kept and only the answer is missing. */
  readonly reset?: "before" | "after";
  /** Wait before anything else happens, in milliseconds. */
  readonly delayMs?: number;
}

export interface ReceiverOptions {
  /** File the events are written to, one a line. */
  readonly eventsFile: string;
  /** File the certificate is written to, for the function to trust. */
  readonly certificateFile: string;
  /** Asked for each request, which is the `n`th (from 1). */
  readonly refuse?: (n: number) => RefusedAnswer | undefined;
}

/** What came so far. */
export interface Received extends ArrivalCounts {
  readonly requests: number;
  /** Bytes of the bodies as they came over the wire. */
  readonly bytes: number;
}

/** The default destination of `forwarder local`: an HTTPS receiver that counts and keeps what comes. */
export class Receiver {
  readonly url: string;
  readonly #server: Server;
  readonly #arrivals: Arrivals;
  readonly #refuse: ReceiverOptions["refuse"];
  #asked = 0;
  #requests = 0;
  #bytes = 0;

  private constructor(server: Server, arrivals: Arrivals, refuse: ReceiverOptions["refuse"]) {
    this.#server = server;
    this.#arrivals = arrivals;
    this.#refuse = refuse;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start({ eventsFile, certificateFile, refuse }: ReceiverOptions): Promise<Receiver> {
    const certificate = selfSignedCertificate();
    const arrivals = await Arrivals.open(eventsFile, eventId);
    await writeFile(certificateFile, certificate.cert);
    const server = createServer(certificate);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Receiver(server, arrivals, refuse);
  }

  get received(): Received {
    return { ...this.#arrivals.counts, requests: this.#requests, bytes: this.#bytes };
  }

  /** Stops listening; what came is in the file when this resolves. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await this.#arrivals.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      this.#asked += 1;
      const refused = this.#refuse?.(this.#asked);
      if (refused?.delayMs) await sleep(refused.delayMs);
      if (refused?.reset === "before") {
        request.socket.destroy();
        return;
      }
      if (refused?.status) {
        response.writeHead(refused.status, refused.headers).end(refused.body);
        return;
      }
      const isGzip = request.headers["content-encoding"] === "gzip";
      await this.#arrivals.keep(eventLines(isGzip ? await inflate(body) : body));
      this.#requests += 1;
      this.#bytes += body.length;
      if (refused?.reset === "after") {
        request.socket.destroy();
        return;
      }
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    } catch (error) {
      // A body that does not inflate or parse is the sender's mistake; a broken connection has nobody to tell.
      if (!response.headersSent) response.writeHead(400).end(String(error));
    }
  }
}
