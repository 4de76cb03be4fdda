import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { viewOf } from "../../../lambda/destinations/stream-socket/kernel-view.ts";
import { type Endpoint, transfer } from "../../../lambda/destinations/stream-socket/transfer.ts";
import { createAuthority } from "../../support/certificates.ts";

const authority = createAuthority();
const server = authority.issue("localhost", "127.0.0.1");
const NEVER = new AbortController().signal;

/** In a thread of its own, so that it goes on while the sender stands still: reads everything, and goes away when it is told to. */
const RECEIVER = `
  const { parentPort, workerData: { flag, tls, act } } = require("node:worker_threads");
  const state = new Int32Array(flag);
  const connections = [];
  const onConnection = (socket) => {
    socket.on("error", () => undefined).resume();
    const timer = setInterval(() => {
      if (Atomics.load(state, 0) !== 1) return;
      clearInterval(timer);
      const goOn = () => setTimeout(() => { Atomics.store(state, 0, 2); Atomics.notify(state, 0); }, 20);
      if (act === "end") return socket.end(goOn);
      connections[0].resetAndDestroy();
      goOn();
    }, 1);
  };
  const receiver = tls
    ? require("node:tls").createServer({ ...tls, allowHalfOpen: true }, onConnection)
    : require("node:net").createServer({ allowHalfOpen: true }, onConnection);
  receiver.on("connection", (connection) => connections.push(connection));
  receiver.listen(0, "127.0.0.1", () => parentPort.postMessage(receiver.address().port));
`;

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

describe.each([
  ["TCP", undefined, undefined],
  ["TLS", server, { ca: authority.ca }],
])("a receiver over %s", (_name, serverTls, clientTls) => {
  it.each([
    ["end", "it ended the connection before it had our end of it"],
    // Over TLS the receiver says goodbye before it resets, and sometimes that is what is seen.
    ["reset", /reset the connection|ECONNRESET|ended the connection before it had our end/],
  ])(
    "that did %s, of which the sender has not heard when it ends the connection itself, has not delivered",
    async (act, words) => {
      const flag = new SharedArrayBuffer(4);
      const state = new Int32Array(flag);
      const worker = new Worker(RECEIVER, { eval: true, workerData: { flag, act, tls: serverTls } });
      workers.push(worker);
      const [port] = await once(worker, "message");
      let steps = 0;
      const endpoint: Endpoint = {
        host: "127.0.0.1",
        port,
        tls: clientTls,
        connectTimeoutMs: 20_000,
        stallTimeoutMs: 20_000,
        // Asked for before the wait for confirmation and before the end: there, the sender stands still until the receiver has ended.
        get closeTimeoutMs() {
          steps += 1;
          if (steps === 2) {
            Atomics.store(state, 0, 1);
            Atomics.wait(state, 0, 1, 10_000);
          }
          return 20_000;
        },
      };

      const sent = transfer(Buffer.from("read and thrown away"), endpoint, NEVER);

      await expect(sent).rejects.toMatchObject({
        kind: "retryable",
        message: expect.stringMatching(words),
      });
    },
  );
});

describe("the kernel's table of connections", () => {
  const row = (state: string, queue: string) =>
    `  sl  local_address rem_address   st tx_queue rx_queue\n   0: 0100007F:C350 0100007F:1972 ${state} ${queue}:00000000 00:00000000 00000000  1000 0 1 1\n`;

  it.each([
    ["FIN_WAIT1", "04", "00000001", { unconfirmedBytes: 1, wasEndedFirst: false }],
    ["FIN_WAIT2", "05", "00000000", { unconfirmedBytes: 0, wasEndedFirst: false }],
    ["TIME_WAIT", "06", "00000000", { unconfirmedBytes: 0, wasEndedFirst: false }],
    ["CLOSE_WAIT", "08", "00000000", { unconfirmedBytes: 0, wasEndedFirst: true }],
    ["LAST_ACK", "09", "00000019", { unconfirmedBytes: 25, wasEndedFirst: true }],
    ["CLOSING", "0B", "00000001", { unconfirmedBytes: 1, wasEndedFirst: true }],
  ])("tells in state %s who ended first and what is unconfirmed", (_name, state, queue, view) => {
    expect(viewOf(row(state, queue), 50_000, 6_514)).toEqual(view);
  });

  it("says nothing about a connection that it does not list", () => {
    expect(viewOf(row("01", "00000000"), 50_001, 6_514)).toBeUndefined();
    expect(viewOf("", 50_000, 6_514)).toBeUndefined();
  });
});
