import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Certificate } from "../certificates.ts";
import {
  type Answer,
  allOrNothing,
  type ReceivedRequest,
  type VendorProtocol,
  type VendorState,
} from "./protocol.ts";

/** What a test does to one request. */
export type Fault =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "hang" }
  /** The events are stored, then the connection is reset without an answer. */
  | { readonly kind: "resetAfterStore" }
  /** The connection is reset before anything is stored. */
  | { readonly kind: "resetBeforeStore" }
  /** The events are stored and the answer breaks off in the middle. */
  | { readonly kind: "cutAnswer" }
  /** The answer comes in pieces. */
  | { readonly kind: "slow" };

export interface RunningVendor {
  readonly url: string;
  readonly state: VendorState;
  /** Every request to the main address, in order. */
  readonly requests: ReceivedRequest[];
  /** Faults for the next requests, in order. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

/** TLS of a server: its certificate, and the authority of the clients where it wants their certificates. */
export interface ServerTls extends Certificate {
  readonly clientCa?: string;
  readonly maxVersion?: "TLSv1.2";
}

/** Starts a vendor's server on loopback. */
export async function startVendor(protocol: VendorProtocol, tls?: ServerTls): Promise<RunningVendor> {
  const state: VendorState = {
    credential: "credential-number-one",
    poison: new Set(),
    busy: new Set(),
    maxBodyBytes: 100_000_000,
    stored: [],
    notes: new Map(),
  };
  const requests: ReceivedRequest[] = [];
  const faults: Fault[] = [];
  const sockets = new Set<Socket>();

  const listener: RequestListener = (incoming, outgoing) => {
    void receive(incoming)
      .then((request) => {
        const beside = protocol.beside?.(request, state);
        if (beside) return reply(outgoing, beside);
        requests.push(request);
        const fault = faults.shift();
        return fault
          ? suffer(fault, request, incoming, outgoing)
          : reply(outgoing, answer(protocol, request, state));
      })
      // A client that breaks off in the middle of its body is gone.
      .catch(() => outgoing.destroy());
  };
  const suffer = (
    fault: Fault,
    request: ReceivedRequest,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ) => {
    switch (fault.kind) {
      case "answer":
        return reply(outgoing, fault.answer);
      case "hang":
        return undefined;
      case "resetBeforeStore":
        return incoming.socket.resetAndDestroy();
      case "resetAfterStore":
        answer(protocol, request, state);
        return incoming.socket.resetAndDestroy();
      case "cutAnswer": {
        const { status, body = "" } = answer(protocol, request, state);
        outgoing.writeHead(status === 204 ? 200 : status, { "content-length": body.length + 10 });
        outgoing.write(body.slice(0, 1) || " ");
        return setTimeout(() => incoming.socket.destroy(), 20);
      }
      case "slow": {
        const { status, body = "", headers } = answer(protocol, request, state);
        setTimeout(() => {
          outgoing.writeHead(status, headers);
          if (body) outgoing.write(body.slice(0, 1));
          setTimeout(() => outgoing.end(body.slice(1)), 20);
        }, 20);
      }
    }
  };

  const server = tls
    ? createHttpsServer(
        {
          cert: tls.cert,
          key: tls.key,
          ca: tls.clientCa,
          maxVersion: tls.maxVersion,
          requestCert: tls.clientCa !== undefined,
          rejectUnauthorized: true,
        },
        listener,
      )
    : createHttpServer(listener);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    state,
    requests,
    faults,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const rawBody = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? "/", "http://vendor.example.com");
  const headers = incoming.headers as Record<string, string | undefined>;
  const body = headers["content-encoding"] === "gzip" ? gunzipSync(rawBody) : rawBody;
  return {
    method: incoming.method ?? "",
    target: incoming.url ?? "",
    path: url.pathname,
    query: url.searchParams,
    headers,
    rawBody,
    body,
  };
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, headers).end(body);
}

/** What the vendor makes of a request: it is as strict as its documentation. */
function answer(protocol: VendorProtocol, request: ReceivedRequest, state: VendorState): Answer {
  const { method, path, query, headers, body } = request;
  if (method !== (protocol.method ?? "POST")) return { status: 405 };
  if (path !== protocol.path) return { status: 404, body: `no ${path} here` };
  for (const [name, value] of Object.entries(protocol.query ?? {}))
    if (query.get(name) !== value) return { status: 404, body: `the query needs ${name}=${value}` };
  if (protocol.isAuthorized && !protocol.isAuthorized(request, state))
    return protocol.unauthorized ?? { status: 401 };
  if (headers["content-type"] !== protocol.contentType) return { status: 415 };
  if (!protocol.encodings.includes(headers["content-encoding"])) return { status: 415 };
  if (headers["transfer-encoding"] !== undefined) return { status: 411 };
  for (const [name, value] of Object.entries(protocol.headers ?? {}))
    if (headers[name] !== value) return { status: 400, body: `expected ${name}: ${value}` };
  if (body.length > state.maxBodyBytes) return { status: 413 };
  let events: ReturnType<VendorProtocol["read"]>;
  try {
    events = protocol.read(new TextDecoder("utf8", { fatal: true }).decode(body));
  } catch (error) {
    return { status: 400, body: String(error) };
  }
  if (events.length > protocol.maxEvents) return { status: 413, body: "too many events" };
  return protocol.judge ? protocol.judge(events, state) : allOrNothing(events, state, protocol.success);
}
