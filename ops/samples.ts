import { SingleBar } from "cli-progress";
import { type Command, InvalidArgumentError } from "commander";
import type { SampleFile } from "./samples/file.ts";
import { bulkFiles, SHIPPED_SEED, shippedFiles } from "./samples/plan.ts";
import { writeSampleFile } from "./samples/write.ts";

interface SamplesOptions {
  readonly out: string;
  readonly size?: number;
  readonly files?: number;
  readonly seed: number;
  readonly singleObject?: boolean;
  readonly json?: boolean;
}

const DEFAULT_SINGLE_OBJECT_BYTES = 1_000_000_000;

/** `forwarder samples`: invented log files, the same for the same seed. */
export function register(program: Command): void {
  program
    .command("samples")
    .description(
      "Write invented CloudTrail log files: by default the set that ships with the project, with --size or --files as much as wanted.",
    )
    .requiredOption("--out <dir>", "folder to write into; keys become paths below it")
    .option("--size <bytes>", "uncompressed size of all files together, such as 50MB or 1GB", parseBytes)
    .option("--files <count>", "number of log files", parseCount)
    .option("--seed <number>", "same seed, same files", parseCount, SHIPPED_SEED)
    .option("--single-object", "one log file of --size (default 1GB) instead of many", false)
    .option("--json", "print the totals as JSON", false)
    .action((options: SamplesOptions) => writeSamples(options));
}

async function writeSamples(options: SamplesOptions): Promise<void> {
  const total = { files: 0, bytes: 0, gzipBytes: 0 };
  const size = options.size ?? (options.singleObject ? DEFAULT_SINGLE_OBJECT_BYTES : undefined);
  const bar = size !== undefined && process.stderr.isTTY ? progressBar(size) : undefined;
  for (const file of plannedFiles(options, size)) {
    const { gzipBytes } = await writeSampleFile(options.out, file, (bytes) => {
      total.bytes += bytes;
      bar?.update(Math.min(total.bytes, size ?? 0));
    });
    total.files += 1;
    total.gzipBytes += gzipBytes;
  }
  bar?.stop();
  const ratio = (total.bytes / total.gzipBytes).toFixed(1);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...total, directory: options.out, seed: options.seed })}\n`
      : `wrote ${total.files} files to ${options.out}: ${megabytes(total.bytes)} MB, ${megabytes(total.gzipBytes)} MB compressed (${ratio}:1), seed ${options.seed}\n`,
  );
}

function plannedFiles(options: SamplesOptions, size: number | undefined): Iterable<SampleFile> {
  const { seed, files, singleObject } = options;
  if (singleObject) return bulkFiles({ seed, files: 1, bytes: size });
  return files === undefined && size === undefined
    ? shippedFiles(seed)
    : bulkFiles({ seed, files, bytes: size });
}

function progressBar(bytes: number): SingleBar {
  const bar = new SingleBar({
    format: "{bar} {percentage}% of {megabytes} MB, {eta_formatted} left",
    stream: process.stderr,
  });
  bar.start(bytes, 0, { megabytes: megabytes(bytes) });
  return bar;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
}

const UNITS: Readonly<Record<string, number>> = { "": 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** `1GB`, `2.5MB`, `1000`; decimal units. */
export function parseBytes(text: string): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  const bytes = Math.round(Number(digits) * (factor ?? Number.NaN));
  if (digits === "" || !Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError(
      `Expected a size such as 500kB, 50MB or 1GB, got ${JSON.stringify(text)}.`,
    );
  return bytes;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError(`Expected a whole number from 1, got ${JSON.stringify(text)}.`);
  return count;
}
