import { connect, isIP, type Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { ForwarderError } from "../../errors.ts";
import { isRefusalOfUs, isTlsFailure } from "../tls-failure.ts";
import { type KernelView, kernelView } from "./kernel-view.ts";

/** Where a stream goes, and how long each step may take. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Absent for a connection in the clear. */
  readonly tls?: Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "servername">;
  readonly connectTimeoutMs: number;
  /** Without any progress while writing. */
  readonly stallTimeoutMs: number;
  /** From the last byte to the other side's end of the connection. */
  readonly closeTimeoutMs: number;
}

/** Where the kernel does not say what is confirmed: longer than a round trip on any sane path. */
const BLIND_WAIT_MS = 250;

/** Our end of a TLS stream is a message (close_notify) and the end of the TCP stream below it, which counts one byte. */
const END_OF_TCP_BYTES = 1;

/**
 * Sends bytes over a connection of their own. Syslog receivers acknowledge nothing, so success means the most that TCP can
 * tell: every byte was confirmed by the other side's kernel, and then the other side, having our end of the stream, ended its
 * own without an error (over TLS, RFC 5425 section 4.4 asks it to: close_notify answers close_notify). A receiver that goes
 * away before it has read everything answers with a reset, or ends before it can have seen our end: both are failures, and
 * the batch is sent again (duplicates, never losses). What a receiver does with what it has read, nobody can tell.
 * @throws {ForwarderError} `retryable`, or `config` when certificates, names or keys do not fit
 */
export async function transfer(bytes: Uint8Array, endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  let connection: Connection | undefined;
  try {
    connection = new Connection(endpoint, signal);
    await connection.opened(endpoint.connectTimeoutMs);
    await connection.written(bytes, endpoint.stallTimeoutMs);
    await connection.confirmed(endpoint.closeTimeoutMs);
    await connection.ended(endpoint.closeTimeoutMs);
  } catch (error) {
    throw transferFailure(error, endpoint, signal);
  } finally {
    connection?.destroy();
  }
}

const ENDED_EARLY = "it ended the connection before it had our end of it";

class Connection {
  private readonly socket: Socket;
  private readonly isTls: boolean;
  /** Never resolves: every step races against it. */
  private readonly fault: Promise<never>;
  private readonly readyEvent: "connect" | "secureConnect";
  private readonly settled = new AbortController();
  private hasEnded = false;
  private isListed = false;

  constructor({ host, port, tls }: Endpoint, signal: AbortSignal) {
    this.isTls = tls !== undefined;
    this.readyEvent = tls ? "secureConnect" : "connect";
    this.socket = tls
      ? connectTls(tlsOptions(host, port, tls))
      : connect({ host, port, allowHalfOpen: true });
    this.socket.setNoDelay(true).resume();
    this.fault = new Promise((_, reject) => {
      this.socket.on("error", reject);
      this.socket.once("timeout", () => reject(new Error("it did not respond in time")));
      this.socket.once("end", () => {
        if (!this.hasEnded) reject(new Error(ENDED_EARLY));
      });
      this.socket.once("close", () => reject(new Error("the connection was closed")));
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { signal: this.settled.signal });
    });
    // A fault between two steps waits for the next step to be noticed.
    this.fault.catch(() => undefined);
  }

  opened(timeoutMs: number): Promise<void> {
    return this.step(timeoutMs, (done) => this.socket.once(this.readyEvent, () => done()));
  }

  written(bytes: Uint8Array, stallTimeoutMs: number): Promise<void> {
    return this.step(stallTimeoutMs, (done) => this.socket.write(bytes, () => done()));
  }

  /** Waits until nothing is on its way any more. */
  async confirmed(timeoutMs: number): Promise<void> {
    this.socket.setTimeout(0);
    const giveUpAt = performance.now() + timeoutMs;
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 100)) {
      const bytes = this.view()?.unconfirmedBytes;
      if (bytes === 0) return;
      if (performance.now() > giveUpAt) throw new Error("it did not take everything in time");
      await Promise.race([sleep(bytes === undefined ? BLIND_WAIT_MS : waitMs), this.fault]);
      if (bytes === undefined) return;
    }
  }

  async ended(timeoutMs: number): Promise<void> {
    // What has arrived by now is noticed before our end is sent, so that the other side's end cannot be taken for its answer.
    // The second turn comes after the event loop has looked at the sockets anew.
    await Promise.race([nextTurn().then(() => nextTurn()), this.fault]);
    if (this.view()?.wasEndedFirst) throw new Error(ENDED_EARLY);
    await this.step(timeoutMs, (done, fail) => {
      this.hasEnded = true;
      this.socket.once("end", () => (this.isAnswerToOurEnd() ? done() : fail(new Error(ENDED_EARLY))));
      this.socket.end();
    });
  }

  /** Before our end; a connection that the kernel lists no longer was reset, even when no event has said so. */
  private view(): KernelView | undefined {
    const view = kernelView(this.socket);
    if (!view && this.isListed) throw new Error("it reset the connection");
    this.isListed = view !== undefined;
    return view;
  }

  /**
   * Asked in the moment in which the other side's end arrives: an end that was sent because of ours confirms ours. Over TLS
   * it may answer our close_notify before our end of the TCP stream, so only the message counts.
   */
  private isAnswerToOurEnd(): boolean {
    const view = kernelView(this.socket);
    if (!view) return true;
    return this.isTls ? view.unconfirmedBytes <= END_OF_TCP_BYTES : !view.wasEndedFirst;
  }

  destroy(): void {
    this.settled.abort();
    this.socket.destroy();
  }

  private step(
    timeoutMs: number,
    run: (done: () => void, fail: (error: Error) => void) => void,
  ): Promise<void> {
    this.socket.setTimeout(timeoutMs);
    return Promise.race([new Promise<void>(run), this.fault]);
  }
}

function tlsOptions(
  host: string,
  port: number,
  { servername = isIP(host) ? undefined : host, ...material }: NonNullable<Endpoint["tls"]>,
): ConnectionOptions & { readonly allowHalfOpen: boolean } {
  // Half open: the other side's end must not end ours unnoticed.
  return { ...material, host, port, servername, allowHalfOpen: true, minVersion: "TLSv1.2" };
}

function transferFailure(error: unknown, { host, port }: Endpoint, signal: AbortSignal): ForwarderError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const where = `${host}:${port}`;
  if (isRefusalOfUs(error)) {
    return ForwarderError.config(
      "destination_auth",
      `${where} refused the TLS handshake (${code}); check the client certificate in the secret that tlsSecretArn names`,
      { cause: error },
    );
  }
  if (isTlsFailure(error)) {
    return ForwarderError.config(
      "destination_config",
      `TLS with ${where} failed: ${message}; check the port, the certificate, its name and the CA`,
      { cause: error },
    );
  }
  const what = signal.aborted ? "it was cut off by the deadline" : code || message;
  return ForwarderError.retryable("destination_unavailable", `sending to ${where} failed: ${what}`, {
    cause: error,
  });
}
