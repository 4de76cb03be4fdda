import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createFormat, formatField } from "../../lambda/formats/registry.ts";
import type { RawRecord, RecordSource } from "../../lambda/types.ts";
import { readRecord } from "../support/cloudtrail/read-record.ts";

const TEST = path.join(__dirname, "..");

/** Where the fixtures pretend to come from. */
export const SOURCE: RecordSource = {
  bucket: "example-trail",
  key: "AWSLogs/o-exampleorg/111122223333/CloudTrail/eu-central-1/2026/02/03/a b.json.gz",
  versionId: "3HL4kqtJlcpXroDTDmJ",
  account: "111122223333",
  organization: "o-exampleorg",
};

/** A record fixture, its bytes as they stand in the file. */
export function fixture(name: string): RawRecord {
  const text = readFileSync(path.join(TEST, "fixtures", "cloudtrail", `${name}.json`), "utf8").trim();
  return readRecord(text, 4);
}

/** One event as text, in the format that the options name; read back from UTF-8, as a receiver reads it. */
export function normalized(options: unknown, record: RawRecord, source: RecordSource = SOURCE): string {
  const event = createFormat(formatField().parse(options)).normalize(record, source);
  return Buffer.from(event).toString("utf8");
}

/** Names of the goldens of a format, and their texts. */
export function goldensOf(format: string): { readonly name: string; readonly text: string }[] {
  const folder = path.join(TEST, "golden", format);
  return readdirSync(folder).map((file) => ({
    name: file.replace(/\.(json|txt)$/, ""),
    text: readFileSync(path.join(folder, file), "utf8"),
  }));
}
