import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createAuthority } from "../../support/certificates.ts";
import { TLS_SECRET_ARN } from "../../support/vendor-simulator/protocol.ts";
import { genericVendors } from "../../support/vendor-simulator/protocols/generic.ts";
import { sampleRecords } from "../../support/vendor-simulator/records.ts";
import { authority, onStage, tally } from "../../support/vendor-simulator/stage.ts";

const [https] = genericVendors;
if (!https) throw new Error("no protocol for https");
const records = sampleRecords(4);
const clients = createAuthority("clients");
const server = { ...authority.issue("localhost", "127.0.0.1"), clientCa: clients.ca };

describe("a receiver that wants a client certificate", () => {
  it("takes the one from the secret", () =>
    onStage(
      https,
      async (_vendor, forward) => {
        const tlsSecret = JSON.stringify({ ca: authority.ca, ...clients.issue("forwarder") });
        const { outcomes } = await forward({ records, options: { tlsSecretArn: TLS_SECRET_ARN }, tlsSecret });
        expect(tally(outcomes)).toEqual({ delivered: 4 });
      },
      server,
    ));

  it.each([
    ["none", {}],
    ["one of another authority", createAuthority("stranger").issue("forwarder")],
  ])("gets nothing from a function that has %s", (_name, certificate) =>
    onStage(
      https,
      async (vendor, forward) => {
        const tlsSecret = JSON.stringify({ ca: authority.ca, ...certificate });
        const { outcomes } = await forward({ records, options: { tlsSecretArn: TLS_SECRET_ARN }, tlsSecret });
        expect([...outcomes.values()].every((outcome) => outcome.startsWith("returned"))).toBe(true);
        expect(vendor.requests).toEqual([]);
      },
      server,
    ),
  );

  it("is never shown a key that does not parse, and neither is the log", () =>
    onStage(
      https,
      async (_vendor, forward) => {
        const key = "-----BEGIN PRIVATE KEY-----\nnot-a-key-but-secret\n-----END PRIVATE KEY-----";
        const tlsSecret = JSON.stringify({ cert: "nonsense", key });
        const { outcomes, failures } = await forward({
          records,
          options: { tlsSecretArn: TLS_SECRET_ARN },
          tlsSecret,
        });
        expect([...outcomes.values()].every((outcome) => outcome.startsWith("returned"))).toBe(true);
        expect(failures.map(({ message, cause }) => message + String(cause)).join()).not.toContain(
          "not-a-key-but-secret",
        );
      },
      authority.issue("localhost", "127.0.0.1"),
    ));
});

describe("a proxy", () => {
  const asked: (string | undefined)[][] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer();
  proxy.on("connect", (request, client: Socket) => {
    asked.push([request.url, request.headers["proxy-authorization"]]);
    const [host, port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
  });
  beforeAll((done) => void proxy.listen(0, "127.0.0.1", done));
  afterAll((done) => {
    for (const socket of sockets) socket.destroy();
    proxy.close(done);
  });

  it("is tunnelled through, and sees neither the credential nor the events", () =>
    onStage(
      https,
      async (vendor, forward) => {
        const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
        const options = { tlsSecretArn: TLS_SECRET_ARN, proxy: { url } };
        const { outcomes } = await forward({
          records,
          options,
          tlsSecret: JSON.stringify({ ca: authority.ca }),
        });
        expect(tally(outcomes)).toEqual({ delivered: 4 });
        expect(asked).toEqual([[new URL(vendor.url).host, undefined]]);
      },
      authority.issue("localhost", "127.0.0.1"),
    ));
});
