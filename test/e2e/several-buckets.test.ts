import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { METRICS } from "../../lambda/contract/metrics.ts";
import { Receiver } from "../../ops/local/receiver/receiver.ts";
import { queuesEmpty } from "../../ops/local/run/drain.ts";
import { FunctionLog } from "../../ops/local/run/function-log.ts";
import { LocalStack } from "../../ops/local/run/local-stack.ts";
import { uploadFiles } from "../../ops/local/run/upload.ts";
import { Bundle, linesOf } from "./support/local-forwarder.ts";

/** Buckets and prefixes of several owners into one pipeline, labelled by tenant. */

const SOURCE = {
  mode: "adopt",
  notifications: "s3",
  buckets: [
    { name: "group-logs" },
    { name: "group-logs", prefix: "acquired/company" },
    { name: "payments-logs", account: "444455556666" },
  ],
  tenants: {
    acquired: { prefixes: ["acquired"] },
    payments: { accounts: ["444455556666"] },
  },
};

const keyOf = (account: string, name: string, prefix = "") =>
  `${prefix}AWSLogs/${account}/CloudTrail/eu-central-1/2026/02/03/${account}_CloudTrail_eu-central-1_20260203T0410Z_${name}.json.gz`;

/** Where each log file lies, and its only record's id. */
const FILES = [
  { bucket: "group-logs", key: keyOf("111122223333", "A"), id: "unclaimed" },
  { bucket: "group-logs", key: keyOf("111122223333", "B", "acquired/company/"), id: "by prefix" },
  { bucket: "payments-logs", key: keyOf("444455556666", "C"), id: "by account" },
  // Nobody asked for these folders: their owner's own business.
  { bucket: "group-logs", key: keyOf("111122223333", "D", "elsewhere/"), id: "elsewhere" },
  {
    bucket: "payments-logs",
    key: keyOf("444455556666", "E", "acquired/company/"),
    id: "another bucket's folder",
  },
] as const;

const folder = mkdtempSync(join(tmpdir(), "several-buckets-"));
let bundle: Bundle;
let receiver: Receiver;
let stack: LocalStack | undefined;
const log = new FunctionLog(join(folder, "function.log"));

beforeAll(async () => {
  bundle = new Bundle();
  const certificateFile = join(folder, "receiver.pem");
  receiver = await Receiver.start({ eventsFile: join(folder, "events.ndjson"), certificateFile });
  stack = await LocalStack.create(bundle.stack({ source: SOURCE }, receiver.url), {
    timeScale: 6_000,
    extraCaFile: certificateFile,
    onLine: log.add,
    onBatch: () => undefined,
  });
  stack.startPolling();
  const { signal } = new AbortController();
  for (const { bucket, key, id } of FILES) {
    const path = join(folder, `${id}.gz`);
    writeFileSync(path, gzipSync(JSON.stringify({ Records: [{ eventID: id }] })));
    await uploadFiles({ endpoint: stack.aws.endpoint, bucket, files: [{ path, key }], signal });
  }
  await queuesEmpty(
    stack.pipelines.map(({ queue }) => queue),
    signal,
  );
  await stack.stop();
  await receiver.stop();
  await log.close();
});
afterAll(async () => {
  await stack?.stop();
  await receiver.stop();
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("every folder that was asked for arrives, and no other", () => {
  const ids = linesOf(join(folder, "events.ndjson")).map((line) => JSON.parse(line).eventID);

  expect(ids.sort()).toEqual(["by account", "by prefix", "unclaimed"]);
  expect(stack?.pipelines[0]?.deadLetters?.counts().visible).toBe(0);
});

test("a record that no tenant claims is counted and forwarded all the same", () => {
  expect(log.sum(METRICS.recordsUntenanted)).toBe(1);
  expect(log.sum(METRICS.recordsDelivered)).toBe(3);
});
