import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { compareIds } from "../../../../ops/local/chaos/event-ids.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-ids-"));
});

afterEach(() => rm(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const SENT = JSON.stringify({ Records: [{ eventID: "a" }, { eventID: "b" }, { eventId: "c" }] });

test.each([
  ["CloudTrail's own form", ['{"eventID":"a"}', '{"eventID":"b"}', '{"eventId":"c"}']],
  ["OCSF", ["a", "b", "c"].map((uid) => JSON.stringify({ metadata: { uid } }))],
  ["ECS", ["a", "b", "c"].map((id) => JSON.stringify({ event: { id } }))],
  [
    "records whose own fields look like an envelope",
    ["a", "b", "c"].map((eventID) => JSON.stringify({ metadata: { name: "x" }, event: {}, eventID })),
  ],
])("everything is found again in %s", async (_what, lines) => {
  const files = [write("log.json.gz", gzipSync(SENT))];

  const comparison = await compareIds(files, write("events.ndjson", `${lines.join("\n")}\n`));

  expect(comparison).toEqual({ expected: 3, distinct: 3, repeated: 0, unknown: 0 });
});

test("tells what is missing from what came twice and from what nobody sent", async () => {
  const files = [write("plain.json", SENT)];
  const lines = ['{"eventID":"a"}', '{"eventID":"a"}', '{"eventID":"a"}', '{"eventID":"x"}', "<134>text"];

  const comparison = await compareIds(files, write("events.ndjson", lines.join("\n")));

  expect(comparison).toEqual({ expected: 3, distinct: 1, repeated: 2, unknown: 2 });
});

test("files that hold no records expect nothing", async () => {
  const files = [
    write("digest.json", '{"digestStartTime":"x"}'),
    write("broken.json.gz", Buffer.from([0x1f, 0x8b])),
  ];

  const comparison = await compareIds(files, write("events.ndjson", ""));

  expect(comparison).toMatchObject({ expected: 0, distinct: 0 });
});
