import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** What a receiver does with one connection; `bytes` are what its application has read so far. */
export interface Script {
  /** After how many bytes the plot happens; never when absent: then the receiver reads on to the end and closes. */
  readonly after?: number;
  /** `destroy` drops the connection, `end` says goodbye and reads no further, `stall` reads no further and keeps it open. */
  readonly act?: "destroy" | "end" | "stall" | "reset";
  /** Reads to the end but never closes. */
  readonly neverCloses?: boolean;
}

export interface Receiver {
  readonly port: number;
  /** What each connection's application has read, in the order of connections. */
  readonly received: Buffer[];
  close(): Promise<void>;
}

/** A loopback receiver whose n-th connection follows the n-th script (the last one for ever). */
export async function startReceiver(scripts: readonly Script[], tls?: TlsOptions): Promise<Receiver> {
  const received: Buffer[] = [];
  /** The TCP connections, below TLS too, by the other side's port. */
  const sockets = new Map<number | undefined, Socket>();
  const onConnection = (socket: Socket) => {
    const at = received.push(Buffer.alloc(0)) - 1;
    const reset = () => sockets.get(socket.remotePort)?.resetAndDestroy();
    follow(socket, reset, scripts[Math.min(at, scripts.length - 1)] ?? {}, (chunk) => {
      received[at] = Buffer.concat([received[at] ?? Buffer.alloc(0), chunk]);
      return received[at].length;
    });
  };
  const options = { allowHalfOpen: true };
  const server: Server = tls
    ? createTlsServer({ ...tls, ...options }, onConnection)
    : createServer(options, onConnection);
  server.on("connection", (socket: Socket) => sockets.set(socket.remotePort, socket));
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver has no port");
  return {
    port: address.port,
    received,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function follow(socket: Socket, reset: () => void, script: Script, read: (chunk: Buffer) => number): void {
  socket.on("error", () => undefined);
  socket.on("end", () => {
    if (!script.neverCloses) socket.end();
  });
  socket.on("data", (chunk: Buffer) => {
    const bytes = read(chunk);
    if (script.after === undefined || bytes < script.after) return;
    socket.removeAllListeners("data");
    if (script.act === "destroy") socket.destroy();
    else if (script.act === "reset") reset();
    else {
      socket.pause();
      if (script.act === "end") socket.end();
    }
  });
}
