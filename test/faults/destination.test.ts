import { gzipSync } from "node:zlib";
import { selfSignedCertificate } from "../../ops/local/receiver/certificate.ts";
import { logKey } from "../support/invocation.ts";
import type { Answer, SeenRequest } from "../support/world/scripted-receiver.ts";
import { inWorld, type World, type WorldOptions } from "../support/world/world.ts";

/** Faults of the destination. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-token-AbCdEf";
const record = (id: string) => JSON.stringify({ eventID: id });
const RECORDS = ["a", "b", "c", "d", "e"].map(record);
const FILE = gzipSync(`{"Records":[${RECORDS.join()}]}`);
const sorted = (events: readonly string[]) => [...events].sort();

/** Forwards one log file to a destination that does this. */
async function forward(
  script: (request: SeenRequest, world: World) => Answer | undefined,
  options: WorldOptions = {},
) {
  let settled: Awaited<ReturnType<World["settle"]>> | undefined;
  let requests: readonly SeenRequest[] = [];
  await inWorld(options, async (world) => {
    world.receiver.script = (request) => script(request, world);
    await world.put(KEY, FILE);
    settled = await world.settle();
    requests = world.receiver.requests;
  });
  if (!settled) throw new Error("nothing was settled");
  return { ...settled, requests };
}

test.each([
  ["seconds", "2"],
  ["a date", new Date(Date.now() + 3_000).toUTCString()],
  ["a negative number", "-5"],
  ["nonsense", "soon"],
])("F77: 429 with Retry-After as %s → waited for in the invocation, then delivered", async (_what, value) => {
  const settled = await forward(({ number }) =>
    number === 1 ? { status: 429, headers: { "retry-after": value } } : undefined,
  );
  expect(settled).toMatchObject({ events: RECORDS, messages: { returned: 0, forwarded: 1 } });
});

test("F77: 429 with a Retry-After longer than there is time → BACKOFF, the message comes again", async () => {
  const settled = await forward(({ number }) =>
    number === 1 ? { status: 429, headers: { "retry-after": "86400" } } : undefined,
  );
  expect(settled.batches[0]?.failure?.message).toContain("429");
  expect(settled).toMatchObject({ events: RECORDS, messages: { returned: 1, forwarded: 1 }, dead: 0 });
});

test.each([500, 502, 503, 504])("F78: %i → retried with jitter, then BACKOFF", async (status) => {
  const settled = await forward(({ number }) => (number <= 6 ? { status } : undefined));
  // Six tries, the whole batch thrown back, and delivered at its next receive.
  expect(settled.requests).toHaveLength(7);
  expect(settled.batches.map(({ failure }) => failure?.failure)).toEqual(["error", undefined]);
  expect(settled).toMatchObject({ events: RECORDS, dead: 0 });
});

test("F79: 400 for the batch because of one event → bisected, only the culprit is REJECT(refused)", async () => {
  const settled = await forward(({ lines }) => (lines.includes(record("c")) ? { status: 400 } : undefined));
  expect(sorted(settled.events)).toEqual(RECORDS.filter((text) => text !== record("c")));
  expect(settled).toMatchObject({
    records: { read: 5, delivered: 4, rejected: 1 },
    rejects: [{ reason: "refused", kept: `${record("c")}\n`, records: [{ ordinal: 2 }] }],
    messages: { returned: 0 },
  });
});

test.each([401, 403])(
  "F80: %i → the secret is read again once, then BACKOFF + ALARM(ConfigErrors)",
  async (status) => {
    const options = { destination: { auth: { type: "bearer", secretArn: SECRET } }, maxReceives: 5 };
    await inWorld(options, async (world) => {
      world.addSecret(SECRET, "old-token");
      world.receiver.script = ({ headers }) =>
        headers.authorization === "Bearer new-token" ? undefined : { status };
      let reads = 0;
      world.aws.faults.add(({ operation }) => {
        if (operation === "GetSecretValue") reads += 1;
        return undefined;
      });
      await world.put(KEY, FILE);
      const settled = await world.settle();
      expect(settled).toMatchObject({ dead: 1, reasons: { destination_auth: 5 }, events: [] });
      expect(settled.batches.every(({ failure }) => failure?.failure === "error")).toBe(true);
      expect(settled.configErrors).toBe(5);
      expect(reads).toBeGreaterThan(1);
      expect(settled.said.join()).not.toContain("old-token");
    });
  },
);

test("F81: 413 → split until it fits; an event that is too large alone is sent without its longest fields, or is REJECT(event_too_large)", async () => {
  const settled = await forward(({ lines }) =>
    lines.length > 2 || lines.includes(record("e")) ? { status: 413 } : undefined,
  );
  expect(sorted(settled.events)).toEqual(RECORDS.slice(0, 4));
  expect(settled).toMatchObject({
    rejects: [{ reason: "event_too_large", kept: `${record("e")}\n` }],
    dead: 0,
  });
});

const ELASTIC = { type: "elasticsearch", auth: { type: "apiKey", secretArn: SECRET } };
const HEC = { type: "splunk-hec", secretArn: SECRET };
/** Record ids of a bulk request: every second line is a document. */
const idsOf = ({ lines }: SeenRequest) =>
  lines.filter((_, index) => index % 2 === 1).map((line) => JSON.parse(JSON.parse(line).message).eventID);

/** Forwards one log file to a destination that needs a secret. */
async function forwardWithSecret(
  destination: Readonly<Record<string, unknown>>,
  script: (request: SeenRequest) => Answer | undefined,
) {
  let settled: Awaited<ReturnType<World["settle"]>> | undefined;
  let requests: readonly SeenRequest[] = [];
  await inWorld({ destination, maxReceives: 5 }, async (world) => {
    world.addSecret(SECRET, "token");
    world.receiver.script = script;
    await world.put(KEY, FILE);
    settled = await world.settle();
    requests = world.receiver.requests;
  });
  if (!settled) throw new Error("nothing was settled");
  return { ...settled, requests };
}

test("F82: a bulk answer of 201, 429, 400 and 409 → each event by itself; 409 is delivered", async () => {
  const statuses: Record<string, number> = { a: 201, b: 429, c: 400, d: 409, e: 201 };
  const settled = await forwardWithSecret(ELASTIC, (request) => {
    const items = idsOf(request).map((id) => {
      const status = request.number === 1 ? statuses[id] : 201;
      return { create: { status, ...(status !== 201 && { error: { type: "t", reason: "r" } }) } };
    });
    return { status: 200, body: JSON.stringify({ errors: request.number === 1, items }) };
  });
  expect(settled.requests.map(idsOf)).toEqual([["a", "b", "c", "d", "e"], ["b"]]);
  expect(settled).toMatchObject({
    records: { read: 5, delivered: 4, rejected: 1 },
    rejects: [{ reason: "refused", kept: `${record("c")}\n` }],
    messages: { returned: 0 },
  });
});

test("F83: a bulk answer with fewer items than events → unknown, so RETRY", async () => {
  // Foreign ids and another order cannot occur: the answer is asked for without ids, in the order that the API promises.
  const settled = await forwardWithSecret(ELASTIC, ({ number }) => ({
    status: 200,
    body: JSON.stringify(
      number === 1 ? { errors: true, items: [{ create: { status: 201 } }] } : { errors: false, items: [] },
    ),
  }));
  expect(settled.requests.map(idsOf)).toEqual([
    ["a", "b", "c", "d", "e"],
    ["a", "b", "c", "d", "e"],
  ]);
  expect(settled).toMatchObject({ records: { delivered: 5, rejected: 0 }, dead: 0 });
});

test("F84: 200 with an error in the body → not taken for success, RETRY", async () => {
  const settled = await forwardWithSecret(HEC, ({ number }) => ({
    status: 200,
    body: number === 1 ? '{"text":"Server is busy","code":9}' : '{"text":"Success","code":0}',
  }));
  expect(settled.requests).toHaveLength(2);
  expect(settled).toMatchObject({ records: { delivered: 5 }, dead: 0 });
});

test("F85: the acknowledgement never comes → RETRY, and to the DLQ in the end", async () => {
  const settled = await forwardWithSecret(
    { ...HEC, acknowledge: true, ackTimeoutSeconds: 2 },
    ({ lines }) => ({
      status: 200,
      body: lines[0]?.includes("acks") ? '{"acks":{"7":false}}' : '{"text":"Success","code":0,"ackId":7}',
    }),
  );
  expect(settled).toMatchObject({ dead: 1, records: { delivered: 0 }, rejects: [] });
});

test("F86: the destination accepts and then hangs → ended before the function's time is, RETRY", async () => {
  const settled = await forward(({ number }) => (number === 1 ? { hangs: true } : undefined), {
    remainingMs: 2_000,
  });
  expect(settled).toMatchObject({ events: RECORDS, messages: { returned: 1, forwarded: 1 }, dead: 0 });
});

test("F86: one request hangs → its own time limit ends it, and it is sent again in the same invocation", async () => {
  const settled = await forward(({ number }) => (number === 1 ? { hangs: true } : undefined), {
    destination: { timeoutSeconds: 1 },
  });
  expect(settled).toMatchObject({ events: RECORDS, messages: { returned: 0 } });
  expect(settled.requests).toHaveLength(2);
});

test("F87: the connection is reset after the request was sent → sent again with the same ids", async () => {
  const settled = await forward(({ number }) => (number === 1 ? { cut: true, keeps: true } : undefined));
  expect(settled.requests[0]?.lines).toEqual(settled.requests[1]?.lines);
  expect(new Set(settled.events)).toEqual(new Set(RECORDS));
  expect(settled).toMatchObject({ records: { delivered: 5 }, dead: 0 });
});

test("F88: a certificate that nobody vouches for → BACKOFF + ALARM(ConfigErrors), no way around it", async () => {
  const settled = await forward(() => undefined, { tls: selfSignedCertificate(), maxReceives: 5 });
  expect(settled).toMatchObject({ dead: 1, events: [], reasons: { destination_config: 5 } });
  expect(settled.batches[0]?.failure?.message).toMatch(/TLS|certificate/);
});

test("F88: a certificate that is expired → BACKOFF + ALARM(ConfigErrors)", async () => {
  const longAgo = selfSignedCertificate(Date.UTC(2020, 0, 1));
  const settled = await forward(() => undefined, { tls: longAgo, maxReceives: 5 });
  expect(settled).toMatchObject({ dead: 1, events: [], reasons: { destination_config: 5 } });
});

test("F89: the destination's name does not exist → BACKOFF", async () => {
  const settled = await forward(() => undefined, {
    destination: { url: "https://siem.invalid/ingest" },
    maxReceives: 5,
  });
  expect(settled).toMatchObject({ dead: 1, events: [], rejects: [] });
  expect(settled.batches.every(({ failure }) => failure?.failure === "error")).toBe(true);
});

test("F90: a redirect to another host → refused, no credential goes there", async () => {
  await inWorld({}, async (elsewhere) => {
    const other = elsewhere.receiver.url;
    const settled = await forward(() => ({ status: 307, headers: { location: other } }), { maxReceives: 5 });
    expect(settled).toMatchObject({ dead: 1, events: [] });
    expect(elsewhere.receiver.requests).toEqual([]);
  });
});

test("F91: an answer of 50 MB → read up to a limit, memory stays flat", async () => {
  const before = process.memoryUsage().rss;
  const settled = await forward(({ number }) =>
    number === 1 ? { status: 503, body: "x".repeat(50_000_000) } : undefined,
  );
  expect(settled).toMatchObject({ events: RECORDS, dead: 0 });
  // The receiver of this test holds the answer in this same process, twice at most.
  expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  for (const text of settled.said) expect(text.length).toBeLessThan(2_000);
});

test("F93: an outage longer than the ride-through time → DLQ; a redrive restores everything", () =>
  inWorld({ maxReceives: 5 }, async (world) => {
    const keys = Array.from({ length: 12 }, (_, index) => logKey(`N${index}`));
    let isDown = true;
    world.receiver.script = () => (isDown ? { status: 503 } : undefined);
    for (const key of keys) await world.put(key, gzipSync(`{"Records":[${record(key.slice(-10))}]}`));
    expect(await world.settle()).toMatchObject({ dead: 12, events: [] });

    isDown = false;
    for (const { body } of world.deadLetters.remove(100)) world.queue.send({ body });
    const settled = await world.settle();
    expect(sorted(settled.events)).toEqual(sorted(keys.map((key) => record(key.slice(-10)))));
    expect(settled.dead).toBe(0);
  }));

test("F94: a destination that trickles → the deadline guard ends the invocation in time, RETRY", () =>
  inWorld({ remainingMs: 1_500, destination: { maxBatchEvents: 1 }, maxReceives: 50 }, async (world) => {
    world.receiver.script = () => ({ delayMs: 700 });
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set(RECORDS));
    expect(settled).toMatchObject({ dead: 0, objects: { forwarded: 1 } });
  }));
