import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { selfSignedCertificate } from "./certificate.ts";
import { eventId, eventLines } from "./event-lines.ts";

const inflate = promisify(gunzip);
const NEWLINE = Buffer.from("\n");

/** Above this many ids duplicates are no longer counted. */
const MOST_IDS = 2_000_000;

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
export interface Received {
  readonly requests: number;
  readonly events: number;
  /** Events with an id that had come before. */
  readonly duplicates: number;
  /** Bytes of the bodies as they came over the wire. */
  readonly bytes: number;
}

/** The default destination of `forwarder local`: an HTTPS receiver that counts and keeps what comes. */
export class Receiver {
  readonly url: string;
  readonly #server: Server;
  readonly #file: WriteStream;
  readonly #ids = new Set<string>();
  readonly #refuse: ReceiverOptions["refuse"];
  #asked = 0;
  #requests = 0;
  #events = 0;
  #duplicates = 0;
  #bytes = 0;

  private constructor(server: Server, file: WriteStream, refuse: ReceiverOptions["refuse"]) {
    this.#server = server;
    this.#file = file;
    this.#refuse = refuse;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  static async start({ eventsFile, certificateFile, refuse }: ReceiverOptions): Promise<Receiver> {
    const certificate = selfSignedCertificate();
    await mkdir(dirname(eventsFile), { recursive: true });
    await writeFile(certificateFile, certificate.cert);
    const server = createServer(certificate);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Receiver(server, createWriteStream(eventsFile), refuse);
  }

  get received(): Received {
    return {
      requests: this.#requests,
      events: this.#events,
      duplicates: this.#duplicates,
      bytes: this.#bytes,
    };
  }

  /** Stops listening; what came is in the file when this resolves. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await finished(this.#file.end());
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
      await this.#keep(eventLines(isGzip ? await inflate(body) : body));
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

  async #keep(lines: readonly Buffer[]): Promise<void> {
    for (const line of lines) {
      const id = this.#ids.size < MOST_IDS ? eventId(line) : undefined;
      if (id !== undefined && this.#ids.has(id)) this.#duplicates += 1;
      if (id !== undefined) this.#ids.add(id);
    }
    this.#events += lines.length;
    const text = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
    // The sender gets its answer when the events are written: that is the backpressure.
    await new Promise((resolve) => this.#file.write(text, resolve));
  }
}
