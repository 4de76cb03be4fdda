import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { SQSClient, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { systemClock } from "../../lambda/clock.ts";
import { ENVIRONMENT } from "../../lambda/contract/environment.ts";
import { createOwnQueue } from "../../lambda/queue/own-queue.ts";
import { FunctionHost } from "../../ops/local/lambda/function-host.ts";
import { BUCKET, logKey, s3Body } from "../support/invocation.ts";
import { inWorld } from "../support/world/world.ts";

/** Faults of the place where the function runs. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:siem-token-AbCdEf";
const record = (id: string, more: object = {}) => JSON.stringify({ eventID: id, ...more });
const RECORDS = ["a", "b", "c"].map((id) => record(id));
const FILE = gzipSync(`{"Records":[${RECORDS.join()}]}`);
const AUTH = { destination: { auth: { type: "bearer", secretArn: SECRET } } };

test("F96: the deadline is near → what was not begun is returned, not acknowledged, and comes again", () =>
  inWorld({ remainingMs: 1_000, maxReceives: 60 }, async (world) => {
    world.receiver.script = () => ({ delayMs: 60 });
    const keys = Array.from({ length: 30 }, (_, index) => logKey(`N${index}`));
    world.aws.faults.add(({ operation }) => (operation === "GetObject" ? { delayMs: 300 } : undefined));
    for (const key of keys) await world.put(key, gzipSync(`{"Records":[${record(key)}]}`));
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set(keys.map((key) => record(key))));
    expect(settled).toMatchObject({ dead: 0, identityViolations: 0 });
  }));

test("F98: a rejection or exception that nobody handles → the process ends, nothing is acknowledged", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "fault-"));
  await writeFile(
    path.join(folder, "index.js"),
    `exports.handler = async ({ how }) => {
      if (how === "reject") Promise.reject(new Error("nobody looks"));
      if (how === "throw") setImmediate(() => { throw new Error("nobody catches"); });
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return { batchItemFailures: [] };
    };`,
  );
  const spec = {
    name: "fault",
    arn: "arn:aws:lambda:us-east-1:111122223333:function:fault",
    assetPath: folder,
    handler: "index.handler",
    runtime: "nodejs24.x",
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: {},
    logGroup: "fault",
    logFormat: "JSON",
  };
  const host = await FunctionHost.create({ spec, awsEndpoint: "http://127.0.0.1:9", accessKeyId: "ASIA" });
  try {
    for (const how of ["reject", "throw"])
      await expect(host.invoke(JSON.stringify({ how }))).rejects.toMatchObject({ failure: "exit" });
  } finally {
    await host.stop();
    await rm(folder, { recursive: true });
  }
});

test("F99: a thawed environment with dead sockets → no loss, nothing twice, no mixing of batches", () =>
  inWorld({}, async (world) => {
    for (let round = 0; round < 4; round += 1) {
      await world.put(logKey(`R${round}`), gzipSync(`{"Records":[${record(`r${round}`)}]}`));
      const settled = await world.settle();
      expect(settled).toMatchObject({ messages: { returned: 0 }, dead: 0 });
      expect(world.receiver.requests.at(-1)?.lines).toEqual([record(`r${round}`)]);
      world.receiver.dropConnections();
    }
    expect(world.receiver.events).toHaveLength(4);
  }));

test("F100: the visibility timeout ends while the function runs → only duplicates", () =>
  inWorld({}, async (world) => {
    world.queue.setAttributes({ VisibilityTimeout: "1" });
    world.receiver.script = ({ number }) => (number === 1 ? { delayMs: 1_600 } : undefined);
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set(RECORDS));
    expect(settled).toMatchObject({ dead: 0, identityViolations: 0 });
  }));

test.each([
  ["throttled", { status: 400, code: "ThrottlingException", message: "Rate exceeded" }],
  ["denied", { status: 400, code: "AccessDeniedException", message: "not authorized" }],
  ["silent", { delayMs: 1_500, status: 500 }],
  ["gone", { reset: "before" as const }],
])("F101: the ledger is %s → delivered anyway + ALARM(LedgerUnavailable)", (_what, fault) =>
  inWorld({}, async (world) => {
    world.aws.faults.add(({ service }) => (service === "dynamodb" ? fault : undefined));
    await world.put(KEY, FILE);
    await world.put(logKey("B"), FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ objects: { forwarded: 2 }, messages: { returned: 0 }, dead: 0 });
    expect(settled.ledgerErrors).toBeGreaterThan(0);
    expect(settled.events).toHaveLength(6);
  }),
);

test("F102: the ledger is not written after the delivery → a duplicate, no loss; it is never written before", () =>
  inWorld({}, async (world) => {
    const order: string[] = [];
    world.aws.faults.add(({ operation, service }) => {
      if (service === "dynamodb" && operation === "PutItem") {
        order.push(`ledger after ${world.receiver.events.length}`);
        return order.length === 1 ? { reset: "before" } : undefined;
      }
      return undefined;
    });
    await world.put(KEY, FILE);
    await world.settle();
    world.send(s3Body(KEY));
    const settled = await world.settle();
    expect(order[0]).toBe("ledger after 3");
    expect(new Set(settled.events)).toEqual(new Set(RECORDS));
  }));

test("F103: a redrive gives messages new ids → recognised by the object's identity, SKIP(duplicate)", () =>
  inWorld({}, async (world) => {
    await world.put(KEY, FILE);
    const [message] = world.queue.peek();
    await world.settle();
    world.deadLetters.send({ body: message?.body ?? "" });
    const sqs = new SQSClient({});
    await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: world.deadLetters.arn,
        DestinationArn: world.queue.arn,
      }),
    );
    while (world.queue.counts().visible === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    sqs.destroy();
    expect(world.queue.peek()[0]?.id).not.toBe(message?.id);
    expect(await world.settle()).toMatchObject({ events: RECORDS, reasons: { duplicate: 1 }, dead: 0 });
  }));

test("F104: the secret is rotated while the function runs → read again, delivered without a return", () =>
  inWorld(AUTH, async (world) => {
    world.addSecret(SECRET, "first");
    let accepted = "first";
    world.receiver.script = ({ headers }) =>
      headers.authorization === `Bearer ${accepted}` ? undefined : { status: 401 };
    await world.put(KEY, FILE);
    await world.settle();
    accepted = "second";
    const { secrets } = world.aws.state;
    secrets.put(secrets.get(SECRET), "second");
    await world.put(logKey("B"), FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { returned: 0 }, configErrors: 0, dead: 0 });
    expect(settled.events).toHaveLength(6);
  }));

test("F105: the secrets service is down at a cold start → BACKOFF, delivered when it is back", () =>
  inWorld(AUTH, async (world) => {
    world.addSecret(SECRET, "token");
    world.aws.faults.failNext(
      { operation: "GetSecretValue" },
      { status: 500, code: "InternalServiceError" },
      20,
    );
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled.batches[0]?.failure?.failure).toBe("error");
    expect(settled).toMatchObject({ events: RECORDS, dead: 0 });
  }));

test("F106: a configuration that does not parse → throws before anything is acknowledged + ALARM(FunctionErrors)", () =>
  inWorld({ environment: { [ENVIRONMENT.pipeline]: '{"name":"main"}' }, maxReceives: 5 }, async (world) => {
    await world.put(KEY, FILE);
    const settled = await world.settle();
    expect(settled).toMatchObject({ dead: 1, events: [] });
    expect(settled.batches.every(({ deleted }) => deleted === 0)).toBe(true);
  }));

test.each([1, 60])(
  "F107: the clock is off, S3 refuses the signature (%i times) → RETRY, nothing is given up",
  (times) =>
    inWorld({ maxReceives: 5 }, async (world) => {
      world.aws.faults.failNext(
        { operation: "GetObject" },
        { status: 403, code: "RequestTimeTooSkewed", message: "The difference is too large" },
        times,
      );
      await world.put(KEY, FILE);
      const settled = await world.settle();
      expect(settled.rejects).toEqual([]);
      expect(settled.events.length > 0 || settled.dead === 1).toBe(true);
    }),
);

test("F108: logs and metrics cannot be written → no effect on the data", () =>
  inWorld({ isTelemetryBroken: true }, async (world) => {
    await world.put(KEY, FILE);
    world.send("what is this");
    const settled = await world.settle();
    expect(settled).toMatchObject({ events: RECORDS, dead: 0 });
    expect(settled.batches.every(({ returned }) => returned === 0)).toBe(true);
    expect(await world.rejects()).toHaveLength(1);
  }));

test("F109: the recursion guard counts hops → each twelfth continuation begins a chain of its own", async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    request.on("end", () =>
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lineage = "Root=1-00000000-000000000000000000000000;Lineage=abcd1234:11";
  const before = { ...process.env };
  Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: "forwarder", _X_AMZN_TRACE_ID: lineage });
  const sqs = new SQSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
    md5: false,
  });
  const queue = createOwnQueue(sqs, `${endpoint}/111122223333/main`, systemClock);
  try {
    for (const hop of [11, 12, 13, 24])
      await queue.continueObject({ bucket: BUCKET, key: KEY, nextRecord: 1, hop }, 0);
  } finally {
    for (const name of ["AWS_LAMBDA_FUNCTION_NAME", "_X_AMZN_TRACE_ID"])
      if (before[name] === undefined) delete process.env[name];
    sqs.destroy();
    server.close();
  }
  const traces = seen.map((headers) => headers["x-amzn-trace-id"]);
  expect([traces[0], traces[2]]).toEqual([lineage, lineage]);
  for (const fresh of [traces[1], traces[3]])
    expect(fresh).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/);
  expect(traces[1]).not.toBe(traces[3]);
});

test("F110: the forwarder's own reads come back as events → one for each log file, and a filter drops them by name", () =>
  inWorld(
    {
      rooms: {
        filter: {
          rules: [
            {
              name: "own-reads",
              action: "drop",
              when: { userIdentity: { arn: [{ suffix: "assumed-role/forwarder/main" }] } },
            },
          ],
        },
      },
    },
    async (world) => {
      const arn = "arn:aws:sts::111122223333:assumed-role/forwarder/main";
      const own = record("own", { eventName: "GetObject", userIdentity: { arn } });
      let reads = 0;
      world.aws.faults.add(({ operation }) => {
        if (operation === "GetObject") reads += 1;
        return undefined;
      });
      await world.put(KEY, gzipSync(`{"Records":[${own},${RECORDS[0]}]}`));
      const settled = await world.settle();
      expect(settled).toMatchObject({ events: [RECORDS[0]], reasons: { "filter:own-reads": 1 } });
      expect(reads).toBe(1);
    },
  ));
