import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { pascalCase } from "../../lambda/contract/pascal-case.ts";
import { UsageError } from "../exit.ts";
import { readDeployedOutputs } from "../policies/deployed-outputs.ts";

/** Where the parts of a deployed pipeline are. */
export interface Deployment {
  readonly pipeline: string;
  /** Log buckets, each with the folder that ends in `AWSLogs/`. */
  readonly locations: readonly { readonly bucket: string; readonly folder: string }[];
  readonly queueUrl?: string;
  readonly deadLetterQueueUrl?: string;
  readonly rejectBucket?: string;
  readonly ledgerTable?: string;
}

/** Options that say where to work; shared by every operator command. */
export interface DeploymentOptions {
  readonly outputs?: string;
  readonly stack: string;
  readonly pipeline: string;
  readonly logs?: readonly string[];
  readonly queueUrl?: string;
  readonly dlqUrl?: string;
  readonly rejectBucket?: string;
  readonly ledgerTable?: string;
}

const DEFAULT_OUTPUTS = "cdk-outputs.json";

/** Adds the shared options to a command. */
export function withDeploymentOptions(command: Command): Command {
  return command
    .option(
      "--outputs <file>",
      `outputs of the deployed stack, as \`cdk deploy --outputs-file\` writes them (default: ${DEFAULT_OUTPUTS}, when it is there)`,
    )
    .option("--stack <name>", "name of the stack in that file", "CloudTrailForwarder")
    .option("--pipeline <name>", "destination, as the configuration names it", "main")
    .option("--logs <s3-url>", "log folder, s3://bucket/[prefix/]AWSLogs/; again for more", collect)
    .option("--queue-url <url>", "the pipeline's queue")
    .option("--dlq-url <url>", "its dead-letter queue")
    .option("--reject-bucket <name>", "bucket of the reject store")
    .option("--ledger-table <name>", "table of the ledger");
}

/**
 * What the options and the stack's outputs say together; options win.
 * @throws {UsageError} for a file that cannot be used, or a URL that is none of a log folder
 */
export function readDeployment(options: DeploymentOptions): Deployment {
  const outputs = outputsOf(options);
  const name = pascalCase(options.pipeline);
  const logs = options.logs ?? outputs.get("LogBuckets")?.split(",") ?? [];
  return {
    pipeline: options.pipeline,
    locations: logs.map(parseLocation),
    queueUrl: options.queueUrl ?? outputs.get(`${name}QueueUrl`),
    deadLetterQueueUrl: options.dlqUrl ?? outputs.get(`${name}DeadLetterQueueUrl`),
    rejectBucket: options.rejectBucket ?? outputs.get("RejectBucket"),
    ledgerTable: options.ledgerTable ?? outputs.get("LedgerTable"),
  };
}

/** A part that a command cannot do without. @throws {UsageError} naming the option that gives it */
export function required(value: string | undefined, option: string): string {
  if (value !== undefined) return value;
  throw new UsageError(
    `${option} is needed: give it, or the stack's outputs with --outputs (\`cdk deploy --outputs-file ${DEFAULT_OUTPUTS}\`)`,
  );
}

/** @throws {UsageError} when there is no log folder to look at */
export function requiredLocations({ locations }: Deployment): Deployment["locations"] {
  required(locations[0]?.bucket, "--logs");
  return locations;
}

function outputsOf({ outputs, stack }: DeploymentOptions): ReadonlyMap<string, string> {
  const file = outputs ?? (existsSync(DEFAULT_OUTPUTS) ? DEFAULT_OUTPUTS : undefined);
  return file === undefined ? new Map() : readDeployedOutputs(file, stack);
}

function parseLocation(text: string): Deployment["locations"][number] {
  const [, bucket, rest = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(text) ?? [];
  if (bucket === undefined)
    throw new UsageError(`--logs: expected s3://bucket/[prefix/]AWSLogs/, got ${JSON.stringify(text)}`);
  const folder = rest === "" ? "AWSLogs/" : rest.endsWith("/") ? rest : `${rest}/`;
  if (!/(^|\/)AWSLogs\/$/.test(folder))
    throw new UsageError(`--logs: expected a folder that ends in AWSLogs/, got ${JSON.stringify(text)}`);
  return { bucket, folder };
}

function collect(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}

/** A day as `YYYY-MM-DD`, for a commander option. */
export function parseDay(text: string): string {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(ms) ||
    new Date(ms).toISOString().slice(0, 10) !== text
  )
    throw new InvalidArgumentError(`Expected a day as YYYY-MM-DD, got ${JSON.stringify(text)}.`);
  return text;
}

/** A number above 0, for a commander option. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`Expected a number above 0, got ${JSON.stringify(text)}.`);
  return value;
}

/** Options of commands that go through days of log files. */
export interface DaysOptions {
  readonly from: string;
  readonly to: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly kind?: readonly string[];
}

export function withDaysOptions(command: Command): Command {
  return command
    .requiredOption("--from <day>", "first day of delivery, YYYY-MM-DD (UTC)", parseDay)
    .requiredOption("--to <day>", "last day of delivery", parseDay)
    .option("--account <id>", "only this account; again for more", collect)
    .option("--region <name>", "only this region; again for more", collect)
    .option("--kind <name>", "only this kind, for example CloudTrail-Insight; again for more", collect);
}
