import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { eventId, eventLines } from "../../../../ops/local/receiver/event-lines.ts";
import { Receiver, type ReceiverOptions } from "../../../../ops/local/receiver/receiver.ts";

let folder: string;
let receiver: Receiver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "receiver-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function start(refuse?: ReceiverOptions["refuse"]): Promise<void> {
  receiver = await Receiver.start({
    eventsFile: join(folder, "deep", "events.ndjson"),
    certificateFile: join(folder, "ca.pem"),
    refuse,
  });
}

async function post(body: Buffer | string, encoding?: string): Promise<number> {
  const ca = await readFile(join(folder, "ca.pem"));
  return new Promise((resolve, reject) => {
    const headers = encoding ? { "content-encoding": encoding } : {};
    const outgoing = request(receiver.url, { method: "POST", ca, headers }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

test("keeps what comes over TLS with its own certificate, and counts events and repetitions", async () => {
  await start();
  const statuses = [
    await post('{"eventID":"a","n":1}\n{"eventID":"b"}\n'),
    await post(gzipSync('[{"metadata":{"uid":"c"}},{"eventID":"a"}]'), "gzip"),
  ];
  await receiver.stop();

  expect(statuses).toEqual([200, 200]);
  expect(receiver.received).toMatchObject({ requests: 2, events: 4, duplicates: 1 });
  expect(await readFile(join(folder, "deep", "events.ndjson"), "utf8")).toBe(
    '{"eventID":"a","n":1}\n{"eventID":"b"}\n{"metadata":{"uid":"c"}}\n{"eventID":"a"}\n',
  );
});

test("is trusted by nobody who was not given its certificate", async () => {
  await start();

  const stranger = new Promise((resolve, reject) => {
    request(receiver.url, resolve).on("error", reject).end();
  });
  await expect(stranger).rejects.toThrow(/certificate/);
  await receiver.stop();
});

test("keeps nothing of a request it refuses or cannot read", async () => {
  await start((n) => (n === 1 ? { status: 503, headers: { "retry-after": "1" } } : undefined));
  const statuses = [await post('{"eventID":"a"}'), await post("not gzip", "gzip")];
  await receiver.stop();

  expect(statuses).toEqual([503, 400]);
  expect(receiver.received).toMatchObject({ requests: 0, events: 0 });
});

test.each([
  ["before anything is kept", "before", 0],
  ["when only the answer is missing", "after", 1],
] as const)("cuts a connection %s", async (_when, reset, kept) => {
  await start((n) => (n === 1 ? { reset } : undefined));

  await expect(post('{"eventID":"a"}')).rejects.toThrow(/socket hang up|ECONNRESET/);
  const again = await post('{"eventID":"a"}');
  await receiver.stop();

  expect(again).toBe(200);
  expect(receiver.received).toMatchObject({ events: kept + 1, duplicates: kept });
});

test("an answer that is only late is the usual one", async () => {
  await start(() => ({ delayMs: 1 }));
  const status = await post('{"eventID":"a"}');
  await receiver.stop();

  expect(status).toBe(200);
  expect(receiver.received).toMatchObject({ events: 1 });
});

test.each([
  ["lines", '{"a":1}\n\n{"b":2}', ['{"a":1}', '{"b":2}']],
  ["an array", ' [{"a":1},{"b":[]}]', ['{"a":1}', '{"b":[]}']],
  ["CloudTrail's own wrapper", '{"Records":[{"a":1}]}', ['{"a":1}']],
  ["nothing", "", []],
])("finds the events in %s", (_what, body, lines) => {
  expect(eventLines(Buffer.from(body)).map(String)).toEqual(lines);
});

test.each([
  ["CloudTrail", '{"eventID":"x"}', "x"],
  ["an aggregated record", '{"eventId":"x"}', "x"],
  ["OCSF", '{"metadata":{"version":"1.8.0","uid":"x"}}', "x"],
  ["ECS", '{"event":{"id":"x"}}', "x"],
  [
    "OCSF with braces and quotes in its texts",
    '{"a":{},"metadata":{"p":{"uid":"no"},"t":"}\\"{","uid":"x"}}',
    "x",
  ],
  ["something else", "<134>text", undefined],
])("sees the id of %s", (_what, line, id) => {
  expect(eventId(Buffer.from(line))).toBe(id);
});
