import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LEDGER_TABLE } from "../../lambda/contract/ledger-table.ts";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import { ForwarderError } from "../../lambda/errors.ts";
import { createDynamoLedger } from "../../lambda/ledger/dynamodb-ledger.ts";
import { type Ledger, tolerant } from "../../lambda/ledger/ledger.ts";
import { type EmulatedAws, startEmulatedAws } from "../../ops/local/aws/emulated-aws.ts";
import { runChain } from "../support/chain.ts";
import { BUCKET, invoke, logKey, s3Body, sqsMessage } from "../support/invocation.ts";

const NOW = Date.UTC(2026, 0, 2);
const KEY = logKey("AAAAAAAAAAAAAAAA");
const IDENTITY = { etag: "9f1c" };
const TEXT = '{"Records":[{"eventID":"a"},7,{"eventID":"b"}]}';

let aws: EmulatedAws;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  aws = await startEmulatedAws();
  client = new DynamoDBClient({
    endpoint: aws.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

/** A ledger on a table of its own, and what is in that table. */
function freshLedger() {
  tables += 1;
  const table = aws.state.tables.create(`ledger-${tables}`, LEDGER_TABLE);
  const ledger = createDynamoLedger({
    client,
    table: table.name,
    pipeline: "main",
    retentionDays: 90,
    now: () => NOW,
  });
  return { ledger, items: () => table.items() };
}

/** The body of a notification that says which version of the key it means. */
const identified = (more: object = {}) =>
  encodeContinuation([{ bucket: BUCKET, key: KEY, ...IDENTITY, ...more }]);

describe("a message that comes again when the ledger knows a part of its object", () => {
  const deliveredOf = async (message: object) => {
    const known = { ref: { bucket: BUCKET, key: KEY }, state: "partial" as const, bytes: 1, nextRecord: 3 };
    const counts = { read: 3, delivered: 3, filtered: 0, rejected: 0 };
    const kept: unknown[] = [];
    const { delivered } = await invoke({
      objects: { [KEY]: '{"Records":[{"a":0},{"a":1},{"a":2},{"a":3},{"a":4}]}' },
      identities: { [KEY]: { versionId: "v1", ...IDENTITY } },
      messages: [sqsMessage(encodeContinuation([{ bucket: BUCKET, key: KEY, ...message }]))],
      ledger: {
        find: async () => ({ ...known, counts }),
        record: async ({ state, counts: { read, delivered: sent } }) => {
          kept.push({ state, read, delivered: sent });
        },
      },
    });
    return { delivered: delivered.length, kept };
  };
  const REST = { delivered: 2, kept: [{ state: "done", read: 5, delivered: 5 }] };
  const ALL = { delivered: 5, kept: [{ state: "done", read: 5, delivered: 5 }] };

  it.each([
    ["goes on behind it when it names the version", { versionId: "v1" }, REST],
    [
      "goes on behind it when it is an older continuation of the same content",
      { ...IDENTITY, nextRecord: 1 },
      REST,
    ],
    ["begins anew when other content may lie under the key by now", IDENTITY, ALL],
    ["begins anew in a bucket whose versions have no names", { ...IDENTITY, versionId: "null" }, ALL],
    ["begins anew when an operator wants it again", { versionId: "v1", again: true }, ALL],
  ])("%s", async (_what, message, expected) => {
    expect(await deliveredOf(message)).toEqual(expected);
  });
});

describe("the ledger", () => {
  it("says of a finished object what it was and what became of its records, for 90 days", async () => {
    const { ledger, items } = freshLedger();
    const objects = { [KEY]: gzipSync(TEXT) };
    const message = sqsMessage(s3Body(KEY));
    await invoke({ objects, messages: [message], identities: { [KEY]: IDENTITY }, ledger });
    expect(items()).toEqual([
      {
        object: { S: `s3://${BUCKET}/${KEY}` },
        version: { S: "main#9f1c" },
        pipeline: { S: "main" },
        bucket: { S: BUCKET },
        key: { S: KEY },
        etag: { S: "9f1c" },
        state: { S: "done" },
        recordsRead: { N: "3" },
        recordsDelivered: { N: "2" },
        recordsFiltered: { N: "0" },
        recordsRejected: { N: "1" },
        bytes: { N: String(TEXT.length) },
        sha256: { S: createHash("sha256").update(TEXT).digest("hex") },
        createdAt: { S: "2026-01-02T03:05:00.000Z" },
        updatedAt: { S: "2026-01-02T00:00:00.000Z" },
        expiresAt: { N: String(NOW / 1000 + 90 * 86_400) },
      },
    ]);
  });

  it("lets a second notification of a finished object be skipped, without reading it when it names its version", async () => {
    const { ledger } = freshLedger();
    const scene = { objects: { [KEY]: TEXT }, identities: { [KEY]: IDENTITY }, ledger };
    await invoke({ ...scene, messages: [sqsMessage(identified())] });
    const second = await invoke({ ...scene, messages: [sqsMessage(identified())] });
    expect(second).toMatchObject({
      returned: [],
      reads: [],
      delivered: [],
      totals: { objects: { skipped: 1 }, reasons: { duplicate: 1 } },
    });
    // S3's own notification in this test names no version: what S3 answers does.
    const third = await invoke({ ...scene, messages: [sqsMessage(s3Body(KEY))] });
    expect(third).toMatchObject({
      returned: [],
      reads: [KEY],
      delivered: [],
      totals: { reasons: { duplicate: 1 } },
    });
  });

  it("tells versions of a key apart", async () => {
    const { ledger } = freshLedger();
    const scene = { objects: { [KEY]: TEXT }, ledger };
    for (const versionId of ["v1", "v2"]) {
      const messages = [sqsMessage(identified({ versionId }))];
      expect((await invoke({ ...scene, messages })).delivered).toHaveLength(2);
    }
  });

  it("takes other content under the same key for another object where versioning is off or suspended", async () => {
    const { ledger, items } = freshLedger();
    for (const [etag, id] of [
      ["1111", "a"],
      ["2222", "b"],
    ] as const) {
      const scene = { objects: { [KEY]: `{"Records":[{"eventID":"${id}"}]}` }, ledger };
      const identities = { [KEY]: { etag, versionId: "null" } };
      expect(
        (await invoke({ ...scene, identities, messages: [sqsMessage(s3Body(KEY))] })).delivered,
      ).toHaveLength(1);
    }
    expect(items().map(({ version }) => version?.S)).toEqual(["main#1111", "main#2222"]);
  });

  it("is overruled by an operator who wants an object once more", async () => {
    const { ledger } = freshLedger();
    const scene = { objects: { [KEY]: TEXT }, identities: { [KEY]: IDENTITY }, ledger };
    await invoke({ ...scene, messages: [sqsMessage(identified())] });
    const again = await invoke({ ...scene, messages: [sqsMessage(identified({ again: true }))] });
    expect(again.delivered).toHaveLength(2);
  });

  it("has no entry for an object that goes back", async () => {
    const { ledger, items } = freshLedger();
    const send = async () => {
      throw ForwarderError.retryable("destination_unavailable", "503");
    };
    await invoke({ objects: { [KEY]: TEXT }, messages: [sqsMessage(s3Body(KEY))], ledger, send });
    expect(items()).toEqual([]);
  });

  it("has no entry while the reject store does not take what was refused", async () => {
    const { ledger, items } = freshLedger();
    const putReject = () => {
      throw new Error("no");
    };
    await invoke({ objects: { [KEY]: TEXT }, messages: [sqsMessage(s3Body(KEY))], ledger, putReject });
    expect(items()).toEqual([]);
  });

  it("tells an object that was given up, and why, and does not take it for done", async () => {
    const { ledger, items } = freshLedger();
    const messages = [sqsMessage(s3Body(KEY), { receives: 3 })];
    const scene = { identities: { [KEY]: IDENTITY }, messages, ledger };
    await invoke({ ...scene, objects: { [KEY]: "hello" } });
    expect(items()).toMatchObject([{ state: { S: "rejected" }, reason: { S: "invalid_json" } }]);
    const repaired = await invoke({ ...scene, objects: { [KEY]: TEXT } });
    expect(repaired.delivered).toHaveLength(2);
    expect(items()).toMatchObject([{ state: { S: "done" } }]);
  });

  it("follows an object through its parts and adds up what became of them", async () => {
    const { ledger, items } = freshLedger();
    const records = Array.from({ length: 100 }, (_, index) => `{"eventID":"e${index}"}`);
    const states: unknown[] = [];
    const chain = await runChain({
      objects: { [KEY]: `{"Records":[${records.join()}]}` },
      identities: { [KEY]: IDENTITY },
      messages: [sqsMessage(s3Body(KEY))],
      ledger,
      sendMs: 15_000,
      maxBatchEvents: 8,
      sceneOf: () => {
        states.push(items()[0]?.state);
        return {};
      },
    });
    expect(chain.delivered).toEqual(records);
    expect(states).toEqual([undefined, ...chain.rests.map(() => ({ S: "partial" }))]);
    expect(items()).toMatchObject([
      { state: { S: "done" }, recordsRead: { N: "100" }, recordsDelivered: { N: "100" } },
    ]);
    expect(items()[0]?.sha256).toBeDefined();
  });

  it("does not call an object done on the word of a message that skips its beginning", async () => {
    const { ledger, items } = freshLedger();
    const forged = sqsMessage(identified({ nextRecord: 2 }));
    await invoke({ objects: { [KEY]: TEXT }, identities: { [KEY]: IDENTITY }, messages: [forged], ledger });
    expect(items()).toMatchObject([{ state: { S: "partial" } }]);
  });

  it("keeps the end of an object when a slower duplicate reports a part of it", async () => {
    const { ledger, items } = freshLedger();
    const ref = { bucket: BUCKET, key: KEY, ...IDENTITY };
    const counts = { read: 3, delivered: 3, filtered: 0, rejected: 0 };
    await ledger.record({ ref, state: "done", counts, bytes: 10, sha256: "00" });
    await ledger.record({ ref, state: "partial", counts, bytes: 5, nextRecord: 1 });
    expect(items()).toMatchObject([{ state: { S: "done" }, bytes: { N: "10" } }]);
  });
});

describe("a ledger that does not answer", () => {
  it("is told once an invocation and changes nothing else", async () => {
    const failures: unknown[] = [];
    const down = (): never => {
      throw new Error("ProvisionedThroughputExceededException");
    };
    const find = jest.fn(async () => down());
    const broken: Ledger = { find, record: async () => down() };
    const ledger = tolerant(broken, (error) => failures.push(error));
    const keys = [KEY, logKey("B"), logKey("C")];
    const result = await invoke({
      objects: Object.fromEntries(keys.map((key) => [key, TEXT])),
      messages: keys.map((key, index) => sqsMessage(s3Body(key), { messageId: `m${index}` })),
      identities: Object.fromEntries(keys.map((key) => [key, IDENTITY])),
      ledger,
    });
    expect(result).toMatchObject({ returned: [], totals: { objects: { forwarded: 3 } } });
    expect(failures).toHaveLength(1);
  });
});
