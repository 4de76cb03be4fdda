import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CloudTrailRecord, RawRecord, RecordSource } from "../../../lambda/types.ts";
import { readRecord } from "./read-record.ts";

const CORPUS = join(__dirname, "..", "..", "..", "..", "shared", "corpus");

/** Whether the record collections beside the repository are there. */
export const hasCorpus = existsSync(CORPUS);

/** A record with its place in a log file. */
export interface CorpusRecord {
  readonly record: RawRecord;
  readonly source: RecordSource;
}

/** Every record of a collection: log files under `AWSLogs`, and files with one record a line. */
export function readCorpus(name: "stratus" | "constructed" | "ecs"): CorpusRecord[] {
  const folder = join(CORPUS, name);
  return filesUnder(folder).flatMap((file) => {
    const key = relative(folder, file).split(sep).join("/");
    const source: RecordSource = { bucket: "trail-bucket", key };
    return recordsOf(file).map((value, ordinal) => ({ record: rawRecord(value, ordinal), source }));
  });
}

/** A record as the decoder hands it on. */
export function rawRecord(value: CloudTrailRecord, ordinal = 0): RawRecord {
  return readRecord(JSON.stringify(value), ordinal);
}

/** All collections, with a title each; empty when they are not there. */
export const corpora = hasCorpus ? (["stratus", "constructed", "ecs"] as const) : [];

/** A test that says so when the collections are missing instead of passing silently. */
export function corpusTest(title: string, run: () => void): void {
  if (hasCorpus) test(title, run);
  else test.skip(`${title} (needs ../shared/corpus)`, run);
}

function recordsOf(file: string): CloudTrailRecord[] {
  if (file.endsWith(".log")) {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as CloudTrailRecord);
  }
  const content = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
  if (Array.isArray(content)) return content;
  return Array.isArray(content.Records) ? content.Records : [];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(json\.gz|log)$/.test(basename(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
