import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import type { DestinationOptions } from "../../../lambda/destinations/registry.ts";
import type { Arrivals } from "../arrivals/arrivals.ts";
import type { Certificate } from "../receiver/certificate.ts";
import { credentialsOf } from "./secret-text.ts";
import { countedOf, linesOf, payloadOf } from "./syslog-messages.ts";
import type { Refuse, Target } from "./target.ts";

/** Gives the events of a connection's bytes. */
type ReadStream = (bytes: Buffer) => Buffer[];

/** A receiver of syslog or of a token stream, over TLS or in the clear: reads a connection to its end, keeps, and ends it. */
export class StreamStandIn implements Target {
  readonly place: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly arrivals: Arrivals;
  readonly problems: string[] = [];
  requests = 0;
  refuse: Refuse | undefined;
  readonly #server: Server;
  readonly #tls: TlsServer | undefined;
  readonly #sockets = new Set<Socket>();
  /** Ports of senders that get no answer. */
  readonly #unanswered = new Set<number | undefined>();
  #read: ReadStream = linesOf;

  private constructor(server: Server, tls: TlsServer | undefined, arrivals: Arrivals) {
    const { port } = server.address() as AddressInfo;
    this.#server = server;
    this.#tls = tls;
    this.arrivals = arrivals;
    this.place = `a ${tls ? "TLS" : "TCP"} receiver at 127.0.0.1:${port}`;
    // The run's own certificate names no other host.
    this.options = { host: "127.0.0.1", port, serverName: undefined };
    server.on("connection", (socket: Socket) => void this.#accept(socket));
    tls?.on("secureConnection", (socket) => void this.#serve(socket));
  }

  static async open(certificate: Certificate | undefined, arrivals: Arrivals): Promise<StreamStandIn> {
    // The other side's end is not ours: the answer to it is the only acknowledgement there is.
    const server = createServer({ allowHalfOpen: true });
    const tls = certificate && createTlsServer({ ...certificate, allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new StreamStandIn(server, tls, arrivals);
  }

  configure(options: DestinationOptions, secrets: readonly string[]): void {
    this.#read = readerOf(options, secrets);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.arrivals.close();
  }

  async #accept(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    const { remotePort } = socket;
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#unanswered.delete(remotePort);
    });
    // A sender that breaks off is noticed where its bytes are read.
    socket.on("error", () => {});
    const refused = this.refuse?.();
    if (refused?.delayMs) await sleep(refused.delayMs);
    // A stream has no statuses: a receiver that takes nothing resets the connection.
    if (refused?.reset === "before" || refused?.status) {
      socket.resetAndDestroy();
      return;
    }
    if (refused?.reset === "after") this.#unanswered.add(remotePort);
    if (this.#tls) this.#tls.emit("connection", socket);
    else await this.#serve(socket);
  }

  async #serve(socket: Socket): Promise<void> {
    const isUnanswered = this.#unanswered.has(socket.remotePort);
    socket.on("error", () => {});
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of socket.iterator({ destroyOnReturn: false })) chunks.push(chunk);
    } catch {
      // Cut: what came whole counts all the same, as it does with a real receiver.
    }
    try {
      await this.arrivals.keep(this.#read(Buffer.concat(chunks)));
      this.requests += 1;
    } catch (error) {
      this.problems.push(error instanceof Error ? error.message : String(error));
    }
    if (!isUnanswered) socket.end();
  }
}

function readerOf(options: DestinationOptions, secrets: readonly string[]): ReadStream {
  const { type } = options;
  if (type === "insightidr-token") {
    const tokens = secrets.map((text) => `${credentialsOf(text).credential} `);
    return (bytes) =>
      linesOf(bytes).map((line) => {
        const token = tokens.find((known) => line.toString("latin1", 0, known.length) === known);
        if (token === undefined) throw new Error("a line that does not begin with the log's token");
        return line.subarray(token.length);
      });
  }
  if (!("framing" in options && "header" in options))
    throw new Error(`forwarder local does not know how to read the stream of the destination type "${type}"`);
  const { framing, header } = options as { framing: string; header: Parameters<typeof payloadOf>[1] };
  const split = framing === "octet" ? countedOf : linesOf;
  return (bytes) => split(bytes).map((message) => payloadOf(message, header));
}
