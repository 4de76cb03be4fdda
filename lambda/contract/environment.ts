import { gunzipSync, gzipSync } from "node:zlib";
import { DEFAULT_GUARD } from "../filter/guard.ts";
import { type PipelineConfig, pipelineConfig } from "./config.ts";

/** Names of the function's environment variables. ARNs and names that only exist after deployment travel beside the pipeline. */
export const ENVIRONMENT = {
  /** `PipelineConfig` as text; absent when it is in a parameter. */
  pipeline: "FORWARDER_PIPELINE",
  /** Name of the SSM parameter that holds the pipeline, when it is too long for the environment. */
  pipelineParameter: "FORWARDER_PIPELINE_PARAMETER",
  /** Buckets that messages may name, separated by commas. */
  logBuckets: "FORWARDER_LOG_BUCKETS",
  rejectBucket: "FORWARDER_REJECT_BUCKET",
  queueUrl: "FORWARDER_QUEUE_URL",
  ledgerTable: "FORWARDER_LEDGER_TABLE",
  /** The topic that messages must come from, when their signatures are checked. */
  topicArn: "FORWARDER_TOPIC_ARN",
} as const;

/**
 * Settings of the runtime itself. Without them the young generation of the heap grows to some 60 MB of garbage and glibc
 * keeps a pool for each thread of the compression: resident memory is then half as large again, for no speed.
 */
export const RUNTIME_SETTINGS = { NODE_OPTIONS: "--max-semi-space-size=8", MALLOC_ARENA_MAX: "2" } as const;

/** Lambda allows 4 KB for all variables together, names included. */
export const MAX_ENVIRONMENT_BYTES = 4096;

/** The longest text that an SSM parameter holds (advanced tier), and that the standard tier holds. */
export const MAX_PARAMETER_BYTES = 8192;
export const MAX_STANDARD_PARAMETER_BYTES = 4096;

const COMPRESSED = "gzip:";

/** A pipeline as text: JSON, without what the schema puts back. */
export function encodePipeline(pipeline: PipelineConfig): string {
  const { filter } = pipeline;
  // The guard list is longer than most pipelines.
  const isDefaultGuard = JSON.stringify(filter?.guard) === JSON.stringify(DEFAULT_GUARD);
  return JSON.stringify(
    filter && isDefaultGuard ? { ...pipeline, filter: { ...filter, guard: undefined } } : pipeline,
  );
}

/** The same, shorter and not for human eyes: for a pipeline that would not fit anywhere otherwise. */
export function compressPipeline(text: string): string {
  return COMPRESSED + gzipSync(text, { level: 9 }).toString("base64");
}

/** @throws {Error} when the text is not what `encodePipeline` or `compressPipeline` gives */
export function decodePipeline(text: string): PipelineConfig {
  const json = text.startsWith(COMPRESSED)
    ? gunzipSync(Buffer.from(text.slice(COMPRESSED.length), "base64")).toString("utf8")
    : text;
  return pipelineConfig.parse(JSON.parse(json));
}

/** What the function reads at init. */
export interface RuntimeEnvironment {
  readonly pipeline: PipelineConfig;
  readonly logBuckets: readonly string[];
  readonly rejectBucket: string;
  readonly queueUrl?: string;
  readonly ledgerTable?: string;
  readonly topicArn?: string;
}

/**
 * Reads the function's environment; nothing else in the function looks at `process.env`.
 * @param readParameter reads the text of an SSM parameter; asked only when the pipeline is in one
 * @throws {Error} naming the variable that is missing or does not parse.
 */
export async function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readParameter: (name: string) => Promise<string | undefined>,
): Promise<RuntimeEnvironment> {
  const parameter = env[ENVIRONMENT.pipelineParameter];
  const text = parameter ? await readParameter(parameter) : required(env, ENVIRONMENT.pipeline);
  if (!text) throw new Error(`the SSM parameter ${parameter} is empty; the stack writes it, so deploy again`);
  return {
    pipeline: decodePipeline(text),
    logBuckets: required(env, ENVIRONMENT.logBuckets).split(","),
    rejectBucket: required(env, ENVIRONMENT.rejectBucket),
    queueUrl: env[ENVIRONMENT.queueUrl],
    ledgerTable: env[ENVIRONMENT.ledgerTable],
    topicArn: env[ENVIRONMENT.topicArn],
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`environment variable ${name} is missing; the stack sets it, so deploy again`);
  return value;
}
