import { createAuthority } from "../../support/certificates.ts";
import { deliverTo, eventOf, recordOf } from "../../support/deliver-to.ts";
import { type Receiver, type Script, startReceiver } from "../../support/stream-receiver.ts";

const authority = createAuthority();
const server = authority.issue("localhost", "127.0.0.1");
const TLS_SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:syslog-tls-AbCdEf";
const TOKEN_SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:log-token-AbCdEf";
const TOKEN = "2bfbea1e-10c3-4419-bdad-7e6435882e1f";
const secrets = { [TLS_SECRET]: JSON.stringify({ ca: authority.ca }), [TOKEN_SECRET]: TOKEN };

const open: Receiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function receiver(scripts: readonly Script[] = [{}], tls: object = server): Promise<Receiver> {
  const started = await startReceiver(scripts, tls);
  open.push(started);
  return started;
}

const to = (type: string, port: number, more: object = {}) => ({
  type,
  host: "127.0.0.1",
  port,
  tlsSecretArn: TLS_SECRET,
  ...more,
});

const lines = ({ received }: Receiver) =>
  Buffer.concat(received)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");

const events = [1, 2, 3].map((number) => eventOf(recordOf(number)));
const HEADER = /^<110>1 2026-01-02T03:04:05\.000Z (\S+) cloudtrail - CreateUser - /;

describe("syslog", () => {
  it("carries every record byte for byte behind its header over TLS with a private CA", async () => {
    const siem = await receiver();
    const { outcomes } = await deliverTo(to("syslog", siem.port), events, { secrets });
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    const messages = String(siem.received[0]).match(/\d+ <110>1 .*?\}(?=\d+ <|$)/g) ?? [];
    expect(messages.map((message) => JSON.parse(message.slice(message.indexOf("{"))))).toEqual(
      events.map(({ record }) => record),
    );
  });

  it("sends a batch again when the receiver went away in the middle of it", async () => {
    const siem = await receiver([{ after: 10, act: "destroy" }, {}]);
    const { outcomes, retries } = await deliverTo(to("syslog", siem.port, { framing: "lf" }), events, {
      secrets,
    });
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    expect(retries.map(({ reason }) => reason)).toEqual(["destination_unavailable"]);
    expect(String(siem.received[1]).match(/eventID/g)).toHaveLength(3);
  });

  it("gives everything back while nobody listens", async () => {
    const siem = await startReceiver([{}]);
    await siem.close();
    const { outcomes } = await deliverTo(to("syslog", siem.port, { transport: "tcp" }), events, { secrets });
    expect(outcomes).toEqual(events.map(() => "returned: destination_unavailable"));
  });

  it("sends nothing when the certificate is not the receiver's", async () => {
    const siem = await receiver([{}], createAuthority("another CA").issue("127.0.0.1"));
    const { outcomes } = await deliverTo(to("syslog", siem.port), events, { secrets });
    expect(outcomes).toEqual(events.map(() => "returned: destination_config"));
    expect(Buffer.concat(siem.received)).toHaveLength(0);
  });

  it("reads its secret again when the receiver refused who it is, and goes on with the new one", async () => {
    const siem = await receiver([{}], { ...server, ca: authority.ca, requestCert: true });
    const { outcomes, retries } = await deliverTo(to("syslog", siem.port), events, {
      secrets,
      rotated: { [TLS_SECRET]: JSON.stringify({ ca: authority.ca, ...authority.issue("forwarder") }) },
    });
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    expect(retries.map(({ reason }) => reason)).toEqual(["destination_auth"]);
  });

  it.each([
    ["no JSON and no PEM", "hunter2-hunter2"],
    ["a certificate without its key", JSON.stringify({ cert: "-----BEGIN…" })],
    ["nothing that is known", JSON.stringify({ password: "hunter2-hunter2" })],
  ])("names the secret, not its content, when it holds %s", async (_name, text) => {
    const siem = await receiver();
    const { outcomes, retries } = await deliverTo(to("syslog", siem.port), events, {
      secrets: { [TLS_SECRET]: text },
    });
    expect(outcomes).toEqual(events.map(() => "returned: destination_config"));
    expect(JSON.stringify(retries)).not.toContain("hunter2");
  });
});

describe("QRadar over syslog", () => {
  it("finds its Log Source Identifier in the host name of each line", async () => {
    const siem = await receiver();
    await deliverTo(to("qradar-syslog", siem.port, { hostname: "ct-{account}-{region}" }), events, {
      secrets,
    });
    expect(lines(siem)).toHaveLength(3);
    for (const line of lines(siem)) expect(HEADER.exec(line)?.[1]).toBe("ct-111122223333-us-east-1");
  });
});

describe("Stellar Cyber over syslog", () => {
  const payloads = (siem: Receiver) => lines(siem).map((line) => JSON.parse(line.replace(HEADER, "")));

  it("gets the record with the Interflow fields and the tenant", async () => {
    const siem = await receiver();
    await deliverTo(to("stellar-syslog", siem.port, { tenantId: "t-1" }), events, { secrets });
    expect(payloads(siem)).toEqual(
      events.map(({ record }) => ({
        stellar: {
          tenantid: "t-1",
          msg_origin: { vendor: "aws", product: "cloudtrail", format: "json" },
        },
        tenantid: "t-1",
        msg_class: "cloudtrail",
        msg_origin: { source: "cloudtrail", vendor: "aws", category: "paas" },
        ...record,
      })),
    );
  });

  it("gets an empty record and other text without breaking them", async () => {
    const siem = await receiver();
    const odd = [
      { id: "e1", body: Buffer.from("{ }") },
      { id: "e2", body: "LEEF:2.0|Amazon|x" },
    ];
    await deliverTo(to("stellar-syslog", siem.port, { header: "none" }), odd, { secrets });
    const [empty = "", text] = lines(siem);
    expect(JSON.parse(empty)).toMatchObject({ msg_class: "cloudtrail" });
    expect(text).toBe("LEEF:2.0|Amazon|x");
  });

  it("gets the record untouched when the fields are switched off", async () => {
    const siem = await receiver();
    await deliverTo(to("stellar-syslog", siem.port, { interflow: false }), events, { secrets });
    expect(payloads(siem)).toEqual(events.map(({ record }) => record));
  });
});

describe("InsightIDR's token stream", () => {
  const options = (port: number) => ({
    ...to("insightidr-token", port),
    region: "eu",
    tokenSecretArn: TOKEN_SECRET,
  });

  it("gets each record on a line of its own behind the token", async () => {
    const siem = await receiver();
    const { outcomes } = await deliverTo(options(siem.port), events, { secrets });
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    expect(lines(siem)).toEqual(events.map(({ record }) => `${TOKEN} ${JSON.stringify(record)}`));
  });

  it("gets no line beyond its limit with the token on it", async () => {
    const siem = await receiver();
    const sized = (length: number) => eventOf(recordOf(1, { requestParameters: "x".repeat(length) }));
    const base = JSON.stringify(recordOf(1, { requestParameters: "" })).length;
    const { outcomes } = await deliverTo(
      options(siem.port),
      [sized(60_000 - 64 - base), sized(60_000 - 63 - base)],
      {
        secrets,
      },
    );
    expect(outcomes).toEqual(["delivered", "oversize"]);
    for (const line of lines(siem)) expect(line.length + 1).toBeLessThanOrEqual(60_000);
  });

  it("is not opened with something that cannot be a token, and never shows it", async () => {
    const siem = await receiver();
    const { outcomes, retries } = await deliverTo(options(siem.port), events, {
      secrets: { ...secrets, [TOKEN_SECRET]: "not a token\nat all" },
    });
    expect(outcomes).toEqual(events.map(() => "returned: destination_config"));
    expect(JSON.stringify(retries)).not.toContain("at all");
    expect(siem.received).toHaveLength(0);
  });
});
