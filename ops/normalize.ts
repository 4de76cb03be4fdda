import type { Command } from "commander";
import { frame, ndjson } from "../lambda/encode/framing.ts";
import { createFormat, formatField, formatTypes } from "../lambda/formats/registry.ts";
import { emptyTotals, type Totals } from "../lambda/totals.ts";
import { createTransform } from "../lambda/transform.ts";
import { coerce } from "../lib/context.ts";
import { EXIT, UsageError } from "./exit.ts";
import { listInput } from "./input-files.ts";
import { LineOutput } from "./line-output.ts";
import { readLogFile } from "./log-files.ts";
import { prepareResultFile, writeResultFile } from "./result-file.ts";
import { addRoomsOptions, type RoomsOptions, roomsOf } from "./rooms-options.ts";

interface Options extends RoomsOptions {
  readonly format: string;
  readonly ocsfVersion?: string;
  readonly option: string[];
  readonly provenance?: boolean;
  readonly includeRaw?: boolean;
  readonly summary?: string;
}

/** `forwarder normalize`: the pure path as a filter, so that anybody can see what their log files become. */
export function register(program: Command): void {
  const command = program
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
    .option("--provenance", "add where each record came from")
    .option("--include-raw", "add each record's exact text");
  addRoomsOptions(command)
    .option("--summary <file>", "write the counts as JSON to this file")
    .action(async (paths: string[], options: Options) => {
      process.exitCode = await normalize(paths, options);
    });
}

async function normalize(paths: readonly string[], options: Options): Promise<number> {
  const startedMs = Date.now();
  const transform = createTransform(await roomsOf(options, createFormat(parseFormat(options))));
  await prepareResultFile("--summary", options.summary);
  const totals = emptyTotals();
  const output = new LineOutput();
  for (const file of await listInput(paths))
    await readLogFile(file, totals, {
      onRejected: report,
      onRecords: async (records, books) => {
        const source = transform.sourceOf(books.ref);
        const kept = transform.filter(records, source, books);
        await output.write(kept.map((record) => frame(transform.eventOf(record, source, books), ndjson)));
        books.delivered += kept.length;
      },
    });
  await output.end();
  if (options.summary) await writeResultFile("--summary", options.summary, summaryOf(totals, startedMs));
  return totals.records.rejected + totals.objects.rejected > 0 ? EXIT.rejected : EXIT.ok;
}

function parseFormat({ format, ocsfVersion, option, provenance, includeRaw }: Options) {
  const pairs = option.map((pair): readonly [name: string, text: string] => {
    const [name = "", ...value] = pair.split("=");
    return [name, value.join("=")];
  });
  const parse = (read: (name: string, text: string) => unknown) =>
    formatField().safeParse({
      type: format,
      ...Object.fromEntries(pairs.map(([name, text]) => [name, read(name, text)])),
      ...(ocsfVersion && { version: ocsfVersion }),
      ...(provenance && { provenance }),
      ...(includeRaw && { includeRaw }),
    });
  const first = parse((_name, text) => coerce(text));
  if (first.success) return first.data;
  // The schema decides: `version=1.0` is a number only where a number is wanted.
  const refused = new Set(first.error.issues.map(({ path }) => path.join(".")));
  const second = parse((name, text) => (refused.has(name) ? text : coerce(text)));
  if (second.success) return second.data;
  const { issues } = second.error.issues.length < first.error.issues.length ? second.error : first.error;
  const problems = issues.map(({ path, message }) => `${path.join(".") || "format"}: ${message}`);
  throw new UsageError(
    `--format ${format}: ${problems.join("; ")}; accepted formats: ${formatTypes.join(", ")}`,
  );
}

function report(rejected: object): void {
  process.stderr.write(`${JSON.stringify(rejected)}\n`);
}

function summaryOf({ objects, records, reasons, notes, bytes }: Totals, startedMs: number): object {
  const { read, delivered, filtered, rejected } = records;
  return {
    balanced: read === delivered + filtered + rejected,
    objects,
    records: { read, delivered, filtered, rejected },
    reasons,
    notes,
    bytes: bytes.read,
    durationMs: Date.now() - startedMs,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
