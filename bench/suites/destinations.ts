import { createReadStream } from "node:fs";
import { join } from "node:path";
import { limitsConfig } from "../../lambda/contract/function-config.ts";
import { inflate } from "../../lambda/decode/inflate.ts";
import { splitRecords } from "../../lambda/decode/records.ts";
import {
  type DestinationOptions,
  destinationOf,
  destinationOptions,
  destinations,
} from "../../lambda/destinations/registry.ts";
import { type Batch, Batcher } from "../../lambda/encode/batcher.ts";
import { encodeBatch } from "../../lambda/encode/encode-batch.ts";
import { normalizeRecord } from "../../lambda/formats/normalized-event.ts";
import { createFormat, formatField } from "../../lambda/formats/registry.ts";
import type { RawRecord } from "../../lambda/types.ts";
import { exampleOf } from "../../ops/docs/pages.ts";
import { bulkFiles } from "../../ops/samples/plan.ts";
import { writeSampleFile } from "../../ops/samples/write.ts";
import { type Bench, median } from "../measure.ts";

const RECORDS = 10_000;
const RUNS = 3;

/** Transport families; what is not named speaks HTTP. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  "aws-batch": ["cloudwatch-logs", "eventbridge", "firehose", "kinesis", "sqs"],
  "object-writer": ["s3", "s3-mirror"],
  "stream-socket": ["fortisiem-syslog", "insightidr-token", "qradar-syslog", "stellar-syslog", "syslog"],
};

/**
 * What 10,000 records become on the way to each destination: requests, bytes on the wire, and the speed of making them. A
 * request is a batch: CloudWatch Logs cuts it into one call for each day, object writers into one object for each place, and
 * a stream sends it over a connection of its own.
 */
export async function destinationsSuite(bench: Bench): Promise<object[]> {
  const records = await readRecords(bench.folder);
  const megabytes = records.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const rows = [];
  for (const { type } of destinations) {
    const options = destinationOptions.parse(exampleOf(type));
    const seconds: number[] = [];
    let result = await encodeAll(records, options);
    for (let run = 0; run < RUNS; run += 1) {
      const started = performance.now();
      result = await encodeAll(records, options);
      seconds.push((performance.now() - started) / 1000);
    }
    rows.push({
      family: familyOf(type),
      destination: type,
      format: destinationOf(options).defaultFormat,
      "requests per 10,000": result.requests,
      "wire MB": Number((result.wireBytes / 1e6).toFixed(2)),
      oversize: result.oversize,
      "input MB/s": Math.round(megabytes / median(seconds)),
    });
  }
  return rows.sort((left, right) => left.family.localeCompare(right.family));
}

function familyOf(type: string): string {
  return Object.keys(FAMILIES).find((family) => FAMILIES[family]?.includes(type)) ?? "http";
}

async function encodeAll(records: readonly RawRecord[], options: DestinationOptions) {
  const definition = destinationOf(options);
  const format = createFormat(formatField().parse(definition.defaultFormat));
  const framing = definition.framing(options);
  const batcher = new Batcher<undefined>(framing, definition.limits(options));
  const source = {
    bucket: "bench",
    key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/03/bench.json.gz",
  };
  const sums = { requests: 0, wireBytes: 0, oversize: 0 };
  const send = async (batch: Batch<undefined> | undefined) => {
    if (!batch) return;
    const { body } = await encodeBatch(batch.entries, framing, definition.compression(options));
    sums.requests += 1;
    sums.wireBytes += body.length;
  };
  for (const record of records) {
    const { full, oversizeBytes } = batcher.add(normalizeRecord(format, record, source), undefined);
    if (oversizeBytes !== undefined) sums.oversize += 1;
    await send(full);
  }
  await send(batcher.drain());
  return sums;
}

async function readRecords(folder: string): Promise<RawRecord[]> {
  const limits = limitsConfig.parse({});
  const records: RawRecord[] = [];
  const [sample] = bulkFiles({ seed: 5, files: 1, bytes: 20_000_000 });
  if (!sample) throw new Error("the generator gave no file");
  await writeSampleFile(folder, sample, () => undefined);
  const stream = createReadStream(join(folder, sample.key));
  for await (const chunk of splitRecords(inflate(stream, limits.maxObjectBytes), limits)) {
    // The bytes are views into the chunk, which is used again.
    for (const { ordinal, bytes, value } of chunk.records)
      if (records.length < RECORDS) records.push({ ordinal, bytes: Buffer.from(bytes), value });
  }
  if (records.length < RECORDS) throw new Error(`the sample has ${records.length} records only`);
  return records;
}
