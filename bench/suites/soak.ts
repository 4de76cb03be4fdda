import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSX = createRequire(import.meta.url).resolve("tsx/cli");

/** 5 % destination errors, 1 % S3 errors, 1 % kills, duplicates, late and overtaking messages, a ledger with gaps. */
const CHAOS = process.env.FORWARDER_SOAK_CHAOS ?? "default,seed=soak";

/** Objects of one hour, as an account with some traffic has them. */
const RECORDS = [1, 1, 1, 2, 2, 3, 5, 8, 13, 40];

/**
 * Forwards many log files while everything fails now and then, and compares every event that arrived with every record
 * that was written.
 * @param objects how many; FORWARDER_SOAK_OBJECTS, 100,000 when it is not set
 */
export async function soak(
  _bench: unknown,
  objects = Number(process.env.FORWARDER_SOAK_OBJECTS ?? 100_000),
): Promise<object[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "soak-"));
  try {
    const input = path.join(folder, "input");
    const records = await writeFiles(input, objects);
    const startedMs = performance.now();
    const exitCode = await forward(folder, input);
    const seconds = (performance.now() - startedMs) / 1000;
    const report = JSON.parse(await readFile(path.join(folder, "report.json"), "utf8"));
    const { arrived, twice, foreign } = await compare(path.join(folder, ".forwarder/events.ndjson"), objects);
    return [
      {
        objects,
        records,
        lost: records - arrived,
        foreign,
        twice,
        balanced: report.balanced,
        deadLetters: report.dlq,
        invocations: report.invocations,
        "objects/s": Math.round(objects / seconds),
        peakRssMb: report.peakRssMb,
        exitCode,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function recordsIn(object: number): number {
  return RECORDS[object % RECORDS.length] ?? 1;
}

async function writeFiles(folder: string, objects: number): Promise<number> {
  let records = 0;
  for (let object = 0; object < objects; object += 1) {
    // As CloudTrail lays them out, a thousand a day: the bucket announces nothing else.
    const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(object / 1_000))).toISOString().slice(0, 10);
    const place = path.join(folder, "AWSLogs/111122223333/CloudTrail/us-east-1", ...day.split("-"));
    if (object % 1_000 === 0) await mkdir(place, { recursive: true });
    const count = recordsIn(object);
    const texts = Array.from({ length: count }, (_, record) => recordText(object, record));
    const name = `111122223333_CloudTrail_us-east-1_20260203T0305Z_Soak${String(object).padStart(12, "0")}.json.gz`;
    await writeFile(path.join(place, name), gzipSync(`{"Records":[${texts.join()}]}`, { level: 1 }));
    records += count;
  }
  return records;
}

function recordText(object: number, record: number): string {
  return JSON.stringify({
    eventVersion: "1.11",
    eventID: `${object}-${record}`,
    eventTime: "2026-02-03T03:04:05Z",
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    awsRegion: "us-east-1",
    sourceIPAddress: "192.0.2.1",
    userAgent: "soak",
    requestParameters: { bucketName: "example", key: `folder/${object}/${record}` },
    recipientAccountId: "111122223333",
  });
}

function forward(folder: string, input: string): Promise<number | null> {
  const argv = [
    TSX,
    path.join(ROOT, "ops/forwarder.ts"),
    "local",
    ...["--input", input, "--report", path.join(folder, "report.json"), "--chaos", CHAOS],
    ...["--context", "forwarder.format.type=raw"],
  ];
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve) => child.on("exit", resolve));
}

/** Which of the records arrived, by their ids. */
async function compare(
  file: string,
  objects: number,
): Promise<{ arrived: number; twice: number; foreign: number }> {
  const seen = Array.from({ length: objects }, (_, object) => new Uint8Array(recordsIn(object)));
  const result = { arrived: 0, twice: 0, foreign: 0 };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [, object, record] = /"eventID":"(\d+)-(\d+)"/.exec(line) ?? [];
    const marks = seen[Number(object)];
    const index = Number(record);
    if (!marks || marks[index] === undefined) result.foreign += 1;
    else if (marks[index] > 0) result.twice += 1;
    else {
      marks[index] = 1;
      result.arrived += 1;
    }
  }
  return result;
}
