import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { readObjects } from "../../../../ops/local/destinations/read-objects.ts";
import { Bucket } from "../../../../ops/local/s3/bucket.ts";
import { memoryBody } from "../../../../ops/local/s3/object-body.ts";

const FOLDER = "siem/AWSLogs/o-exampleorgid/111122223333/CloudTrail-Insight/eu-central-1/2026/02/03";
const LOG_FILE = `${FOLDER}/111122223333_CloudTrail-Insight_eu-central-1_20260203T0410Z_aB3dE6gH9jK2mN5p.json.gz`;

async function read(objects: Readonly<Record<string, Buffer>>, prefix = "siem/") {
  const bucket = new Bucket("example", 0);
  for (const [key, bytes] of Object.entries(objects))
    await bucket.add({
      key,
      versionId: "null",
      body: { ...memoryBody(bytes), read: () => Readable.from([bytes]) },
      size: bytes.length,
      etag: "",
      modifiedMs: 0,
      headers: {},
      storageClass: "STANDARD",
    });
  const events: string[] = [];
  const { keys, problems } = await readObjects(bucket, prefix, async (found) => {
    events.push(...found.map(String));
  });
  return { events, keys, problems };
}

const RECORDS = gzipSync('{"Records":[{"eventID":"a"},{"eventID":"b"}]}');

test("reads records out of log files in CloudTrail's layout, and lines out of other objects", async () => {
  const lines = gzipSync('{"eventID":"c"}\n{"eventID":"d"}\n');
  const { events, problems } = await read({
    [LOG_FILE]: RECORDS,
    "siem/account=1/x.ndjson.gz": lines,
    "elsewhere/y.ndjson.gz": lines,
  });

  expect(events.map((event) => JSON.parse(event).eventID).sort()).toEqual(["a", "b", "c", "d"]);
  expect(problems).toEqual([]);
});

test.each([
  ["of another account than its folder", LOG_FILE.replace("/111122223333_", "/444455556666_"), RECORDS],
  ["without its day", LOG_FILE.replace("/2026/02/03/", "/"), RECORDS],
  ["that is not compressed", LOG_FILE, Buffer.from('{"Records":[]}')],
  ["without Records", LOG_FILE, gzipSync("{}")],
])("a log file %s is a problem, and none of it has arrived", async (_what, key, bytes) => {
  const { events, keys, problems } = await read({ [key]: bytes });

  expect({ events, keys }).toEqual({ events: [], keys: [key] });
  expect(problems).toEqual([expect.stringContaining(`${key}: `)]);
});
