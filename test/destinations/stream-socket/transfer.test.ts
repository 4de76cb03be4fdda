import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { type Endpoint, transfer } from "../../../lambda/destinations/stream-socket/transfer.ts";
import { createAuthority } from "../../support/certificates.ts";
import { type Receiver, type Script, startReceiver } from "../../support/stream-receiver.ts";

const authority = createAuthority();
const server = authority.issue("localhost", "127.0.0.1");
const client = authority.issue("forwarder");
/** For receivers that say nothing more: how long is irrelevant to the outcome. */
const SHORT = { stallTimeoutMs: 150, closeTimeoutMs: 150 };
const NEVER = new AbortController().signal;

const open: Receiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function receiver(scripts: readonly Script[], tls?: object): Promise<Receiver> {
  const started = await startReceiver(scripts, tls);
  open.push(started);
  return started;
}

function endpoint(port: number, tls?: Endpoint["tls"]): Endpoint {
  return {
    host: "127.0.0.1",
    port,
    tls,
    connectTimeoutMs: 20_000,
    stallTimeoutMs: 20_000,
    closeTimeoutMs: 20_000,
  };
}

/** The kind and reason of the failure, or "delivered". */
async function outcome(sent: Promise<void>): Promise<string> {
  return sent.then(
    () => "delivered",
    ({ kind, reason }) => `${kind} ${reason}`,
  );
}

describe.each([
  ["TCP", undefined, undefined],
  ["TLS 1.3", { ...server }, { ca: authority.ca }],
  ["TLS 1.2", { ...server, maxVersion: "TLSv1.2" as const }, { ca: authority.ca }],
])("a batch over %s", (_name, serverTls, clientTls) => {
  it("is delivered when the receiver reads to the end and closes", async () => {
    const bytes = randomBytes(3_000_000);
    const { port, received } = await receiver([{}], serverTls);
    await transfer(bytes, endpoint(port, clientTls), NEVER);
    expect(received[0]?.equals(bytes)).toBe(true);
  });

  it("is never called delivered unless all of it was read, wherever and however the receiver goes away", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
        fc.constantFrom("destroy", "end", "reset", "stall"),
        async (size, share, act) => {
          const bytes = randomBytes(size);
          const { port, received } = await receiver([{ after: Math.ceil(size * share), act }], serverTls);
          const result = await outcome(
            transfer(
              bytes,
              { ...endpoint(port, clientTls), stallTimeoutMs: 150, closeTimeoutMs: 150 },
              NEVER,
            ),
          );
          if (result === "delivered") expect(received[0]?.equals(bytes)).toBe(true);
          else expect(result).toBe("retryable destination_unavailable");
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(["destroy", "end", "reset", "stall"] as const)(
    "is sent again when the receiver does %s in the middle of it",
    async (act) => {
      const { port } = await receiver([{ after: 100_000, act }], serverTls);
      const sent = transfer(randomBytes(2_000_000), { ...endpoint(port, clientTls), ...SHORT }, NEVER);
      expect(await outcome(sent)).toBe("retryable destination_unavailable");
    },
  );

  it("is not delivered when the receiver never closes its side", async () => {
    const { port } = await receiver([{ neverCloses: true }], serverTls);
    const sent = transfer(randomBytes(1_000), { ...endpoint(port, clientTls), ...SHORT }, NEVER);
    expect(await outcome(sent)).toBe("retryable destination_unavailable");
  });

  it("is cut off when the invocation ends", async () => {
    const { port } = await receiver([{ after: 1, act: "stall" }], serverTls);
    const deadline = new AbortController();
    const sent = transfer(
      randomBytes(20_000_000),
      { ...endpoint(port, clientTls), stallTimeoutMs: 60_000 },
      deadline.signal,
    );
    setTimeout(() => deadline.abort(), 50);
    await expect(sent).rejects.toMatchObject({
      kind: "retryable",
      message: expect.stringContaining("cut off by the deadline"),
    });
  });
});

describe("a connection", () => {
  it("to a port where nobody listens may work later", async () => {
    const { port, close } = await startReceiver([{}]);
    await close();
    await expect(transfer(Buffer.from("x"), endpoint(port), NEVER)).rejects.toMatchObject({
      kind: "retryable",
      message: `sending to 127.0.0.1:${port} failed: ECONNREFUSED`,
    });
  });

  it.each([
    ["another CA", { ca: createAuthority("another CA").ca }],
    ["another name", { ca: authority.ca, servername: "other.example.com" }],
    ["a CA that is no PEM", { ca: "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----" }],
  ])("with %s needs a person", async (_name, tls) => {
    const { port, received } = await receiver([{}], { ...server });
    const sent = transfer(Buffer.from("secret"), endpoint(port, tls), NEVER);
    expect(await outcome(sent)).toBe("config destination_config");
    expect(Buffer.concat(received).length).toBe(0);
  });

  it("over TLS to a receiver that speaks plain TCP does not deliver", async () => {
    const { port } = await receiver([{ after: 1, act: "destroy" }]);
    const sent = transfer(Buffer.from("x"), endpoint(port, { ca: authority.ca }), NEVER);
    expect(await outcome(sent)).toBe("retryable destination_unavailable");
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "without the client certificate that a %s receiver asks for is an authentication failure",
    async (version) => {
      const tls = {
        ...server,
        ca: authority.ca,
        requestCert: true,
        minVersion: version,
        maxVersion: version,
      };
      const { port } = await receiver([{}], tls);
      const without = transfer(Buffer.from("x"), endpoint(port, { ca: authority.ca }), NEVER);
      expect(await outcome(without)).toBe("config destination_auth");

      const { port: second, received } = await receiver([{}], tls);
      await transfer(Buffer.from("x"), endpoint(second, { ca: authority.ca, ...client }), NEVER);
      expect(String(received[0])).toBe("x");
    },
  );
});
