import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { ObjectBooks } from "../lambda/books.ts";
import { limitsConfig } from "../lambda/contract/function-config.ts";
import { inflate } from "../lambda/decode/inflate.ts";
import { classifyObject, recordSource } from "../lambda/decode/object-key.ts";
import { splitRecords } from "../lambda/decode/records.ts";
import { frame, ndjson } from "../lambda/encode/framing.ts";
import { asForwarderError } from "../lambda/errors.ts";
import type { Format } from "../lambda/formats/define-format.ts";
import { normalizeRecord } from "../lambda/formats/normalized-event.ts";
import { createFormat, formatField, formatTypes } from "../lambda/formats/registry.ts";
import { countObject, countReason, emptyTotals, type Totals } from "../lambda/totals.ts";
import { EXIT, UsageError } from "./exit.ts";
import { type InputFile, listInput } from "./input-files.ts";

interface Options {
  readonly format: string;
  readonly ocsfVersion?: string;
  readonly option: string[];
  readonly summary?: string;
}

/** `forwarder normalize`: the pure path as a filter, so that anybody can see what their log files become. */
export function register(program: Command): void {
  program
    .command("normalize")
    .description(
      "Turn CloudTrail log files into events, one a line on standard output; rejected records go to standard error.",
    )
    .argument("<path...>", "log files or folders, gzip or plain; - reads standard input")
    .requiredOption("--format <format>", `output format: ${formatTypes.join(", ")}`)
    .option("--ocsf-version <version>", "OCSF version, for --format ocsf")
    .option(
      "--option <key=value>",
      "an option of the format (repeatable)",
      (pair: string, all: string[]) => [...all, pair],
      [],
    )
    .option("--summary <file>", "write the counts as JSON to this file")
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await normalize(paths, options);
    });
}

async function normalize(paths: readonly string[], options: Options): Promise<number> {
  const startedMs = Date.now();
  const format = createFormat(parseFormat(options));
  const totals = emptyTotals();
  const output = new LineOutput();
  for (const file of await listInput(paths)) await normalizeFile(file, format, totals, output);
  await output.end();
  if (options.summary)
    await writeFile(options.summary, `${JSON.stringify(summaryOf(totals, startedMs), undefined, 2)}\n`);
  return totals.records.rejected + totals.objects.rejected > 0 ? EXIT.rejected : EXIT.ok;
}

function parseFormat({ format, ocsfVersion, option }: Options) {
  const pairs = option.map((pair) => {
    const [key = "", ...value] = pair.split("=");
    return [key, coerce(value.join("="))];
  });
  const parsed = formatField().safeParse({
    type: format,
    ...Object.fromEntries(pairs),
    ...(ocsfVersion && { version: ocsfVersion }),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "format"}: ${message}`,
  );
  throw new UsageError(
    `--format ${format}: ${problems.join("; ")}; accepted formats: ${formatTypes.join(", ")}`,
  );
}

function coerce(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && !Number.isNaN(Number(text)) && !/^\d+\.\d+\.\d+$/.test(text) ? Number(text) : text;
}

async function normalizeFile(
  file: InputFile,
  format: Format,
  totals: Totals,
  output: LineOutput,
): Promise<void> {
  const kind = file.isNamed ? "log" : classifyObject(file.key);
  if (kind !== "log") return skip(totals, kind.skip);
  const ref = { bucket: "local", key: file.key };
  const source = recordSource(ref);
  const books = new ObjectBooks(ref);
  const limits = limitsConfig.parse({});
  const input = file.path === "-" ? process.stdin : createReadStream(file.path);
  const chunks = splitRecords(counted(inflate(input, limits.maxObjectBytes), books), limits);
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) {
        if (value === "digest") return skip(totals, "digest");
        countObject(totals, books);
        return;
      }
      books.read += value.records.length + value.rejected.length;
      for (const { ordinal, reason, detail } of value.rejected) {
        books.countRejected(reason);
        report({ file: file.path, ordinal, reason, detail });
      }
      const lines = value.records.map((record) => frame(normalizeRecord(format, record, source), ndjson));
      await output.write(lines);
      books.delivered += lines.length;
    }
  } catch (error) {
    const failure = asForwarderError(error);
    if (failure.kind !== "permanent") throw error;
    // What was printed of the file before the fault stays printed; it counts as a rejected file all the same.
    totals.objects.rejected += 1;
    countReason(totals, failure.reason);
    report({ file: file.path, reason: failure.reason, detail: failure.message });
  }
}

function skip(totals: Totals, reason: Parameters<typeof countReason>[1]): void {
  totals.objects.skipped += 1;
  countReason(totals, reason);
}

function report(rejected: object): void {
  process.stderr.write(`${JSON.stringify(rejected)}\n`);
}

async function* counted(bytes: AsyncIterable<Uint8Array>, books: ObjectBooks): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    books.bytes += chunk.length;
    yield chunk;
  }
}

function summaryOf({ objects, records, reasons, bytes }: Totals, startedMs: number): object {
  const { read, delivered, filtered, rejected } = records;
  return {
    balanced: read === delivered + filtered + rejected,
    objects,
    records: { read, delivered, filtered, rejected },
    reasons,
    bytes: bytes.read,
    durationMs: Date.now() - startedMs,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Standard output with backpressure: a slow reader slows the reading of the files, not the memory. */
class LineOutput {
  private isClosed = false;

  constructor() {
    // `forwarder normalize … | head` closes the pipe early; that is no error.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.isClosed = true;
      process.exit(EXIT.ok);
    });
  }

  async write(lines: readonly (string | Uint8Array)[]): Promise<void> {
    if (lines.length === 0 || this.isClosed) return;
    const body = lines.every((line) => typeof line === "string")
      ? `${lines.join("\n")}\n`
      : Buffer.concat(
          lines.flatMap((line) => [typeof line === "string" ? Buffer.from(line) : line, NEWLINE]),
        );
    if (!process.stdout.write(body)) await new Promise((resolve) => process.stdout.once("drain", resolve));
  }

  /** Waits until everything is with the reader. */
  end(): Promise<void> {
    return new Promise((resolve) => process.stdout.write("", () => resolve()));
  }
}

const NEWLINE = Buffer.from("\n");
