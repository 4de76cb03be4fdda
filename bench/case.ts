import { createReadStream, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { createGunzip, gunzipSync, gzip } from "node:zlib";
import { ObjectBooks } from "../lambda/books.ts";
import { systemClock } from "../lambda/clock.ts";
import { limitsConfig } from "../lambda/contract/function-config.ts";
import { inflate } from "../lambda/decode/inflate.ts";
import { splitRecords } from "../lambda/decode/records.ts";
import { Delivery } from "../lambda/deliver/delivery.ts";
import { RejectStore } from "../lambda/deliver/reject-store.ts";
import { allDelivered } from "../lambda/destinations/define-destination.ts";
import { ndjson } from "../lambda/encode/framing.ts";
import { createFormat, formatField } from "../lambda/formats/registry.ts";
import { readObject } from "../lambda/pipeline.ts";
import { createTransform } from "../lambda/transform.ts";

/** One way to work through a log file. Gives the number of records, so that nobody measures a way that skips some. */
type Case = (file: string) => Promise<number>;

const limits = limitsConfig.parse({ maxObjectBytes: 10_000_000_000 });
const toGzip = promisify(gzip);

/** The function's own path for one object, up to a destination that takes everything. */
function pathOf(format: string, compression: "gzip" | "none"): Case {
  return async (file) => {
    const clock = systemClock;
    const signal = new AbortController().signal;
    const rejects = new RejectStore(async () => undefined, clock.now, "bench");
    const delivery = new Delivery({
      route: {
        destination: { send: async () => allDelivered },
        framing: ndjson,
        compression,
        clock,
        deadlineMs: Number.POSITIVE_INFINITY,
        signal,
        refreshSecrets: () => undefined,
      },
      limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 500, maxEventBytes: 1_000_000 },
      requestConcurrency: 4,
      rejects,
      observer: { requestAnswered: () => undefined, deliveryRetried: () => undefined },
    });
    const books = new ObjectBooks({ bucket: "bench", key: "file.json.gz" });
    const source = { read: () => createReadStream(file, { highWaterMark: 256 * 1024 }) };
    const transform = createTransform({ format: createFormat(formatField().parse(format)) });
    const pipeline = { source, transform, limits };
    await readObject(books, pipeline, { delivery, rejects, signal, isPastDeadline: () => false });
    await delivery.finish();
    if (!books.isBalanced || books.failure) throw new Error("the books do not balance");
    return books.delivered;
  };
}

/** What everybody writes first: the whole file in memory, parsed and printed. */
const naive =
  (compression: "gzip" | "none"): Case =>
  async (file) => {
    const { Records } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { Records: unknown[] };
    const body = Records.map((record) => JSON.stringify(record)).join("\n");
    if (compression === "gzip") await toGzip(body, { level: 1 });
    return Records.length;
  };

/** The text of a view, without copying its bytes first. */
const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

const cases: Record<string, Case> = {
  "inflate only": async (file) => {
    for await (const _chunk of createReadStream(file).pipe(createGunzip({ chunkSize: 256 * 1024 })));
    return 0;
  },
  "parse only": async (file) => {
    let count = 0;
    for await (const { records } of splitRecords(
      inflate(createReadStream(file), limits.maxObjectBytes),
      limits,
    )) {
      // Plainly, without what the decoder does to parse less: a floor must not move when the product gets faster.
      for (const { bytes } of records) if (JSON.parse(textOf(bytes))) count += 1;
    }
    return count;
  },
  "naive parse + stringify": naive("none"),
  "naive parse + stringify + gzip": naive("gzip"),
};

/** `<format>` or `<format> + gzip`, for whichever formats are registered. */
function caseOf(name: string): Case {
  const [format = "", compression] = name.split(" + ");
  return cases[name] ?? pathOf(format, compression === "gzip" ? "gzip" : "none");
}

const [, , name = "", file = "", runs = "1"] = process.argv;

async function main(): Promise<void> {
  const run = caseOf(name);
  const milliseconds: number[] = [];
  const cpuMilliseconds: number[] = [];
  let records = 0;
  for (let count = 0; count < Number(runs); count += 1) {
    const started = performance.now();
    const cpu = process.cpuUsage();
    records = await run(file);
    milliseconds.push(performance.now() - started);
    const { user, system } = process.cpuUsage(cpu);
    cpuMilliseconds.push((user + system) / 1000);
  }
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    JSON.stringify({ name, records, milliseconds, cpuMilliseconds, peakRssMb, node: process.version }),
  );
}

main();
