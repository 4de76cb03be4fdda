import { type PipelineConfig, pipelineConfig } from "./config.ts";

/** Names of the function's environment variables. ARNs and names that only exist after deployment travel beside the pipeline. */
export const ENVIRONMENT = {
  /** `PipelineConfig` as JSON. */
  pipeline: "FORWARDER_PIPELINE",
  /** Buckets that messages may name, separated by commas. */
  logBuckets: "FORWARDER_LOG_BUCKETS",
  rejectBucket: "FORWARDER_REJECT_BUCKET",
  queueUrl: "FORWARDER_QUEUE_URL",
  ledgerTable: "FORWARDER_LEDGER_TABLE",
} as const;

/**
 * Settings of the runtime itself. Without them the young generation of the heap grows to some 60 MB of garbage and glibc
 * keeps a pool for each thread of the compression: resident memory is then half as large again, for no speed.
 */
export const RUNTIME_SETTINGS = { NODE_OPTIONS: "--max-semi-space-size=8", MALLOC_ARENA_MAX: "2" } as const;

/** Lambda allows 4 KB for all variables together, names included. */
export const MAX_ENVIRONMENT_BYTES = 4096;

/** What the function reads at init. */
export interface RuntimeEnvironment {
  readonly pipeline: PipelineConfig;
  readonly logBuckets: readonly string[];
  readonly rejectBucket: string;
  readonly queueUrl?: string;
  readonly ledgerTable?: string;
}

/**
 * Reads the function's environment; nothing else in the function looks at `process.env`.
 * @throws {Error} naming the variable that is missing or does not parse.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): RuntimeEnvironment {
  return {
    pipeline: pipelineConfig.parse(JSON.parse(required(env, ENVIRONMENT.pipeline))),
    logBuckets: required(env, ENVIRONMENT.logBuckets).split(","),
    rejectBucket: required(env, ENVIRONMENT.rejectBucket),
    queueUrl: env[ENVIRONMENT.queueUrl],
    ledgerTable: env[ENVIRONMENT.ledgerTable],
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`environment variable ${name} is missing; the stack sets it, so deploy again`);
  return value;
}
