import { Token } from "aws-cdk-lib";
import type { PipelineConfig } from "../lambda/contract/config.ts";
import { ENVIRONMENT, MAX_ENVIRONMENT_BYTES } from "../lambda/contract/environment.ts";
import { ConfigurationError } from "./config-problems.ts";

interface EnvironmentFacts {
  readonly pipeline: PipelineConfig;
  readonly logBuckets: readonly string[];
  readonly rejectBucket: string;
  readonly queueUrl: string;
  readonly ledgerTable?: string;
}

/** The longest a value can be that is known only after deployment: bucket names are shorter, queue URLs about this. */
const UNKNOWN_VALUE_BYTES = 200;

/**
 * The function's environment variables.
 * @throws {ConfigurationError} when they would not fit in what Lambda allows; names the largest part.
 */
export function functionEnvironment(facts: EnvironmentFacts): Record<string, string> {
  const variables = {
    [ENVIRONMENT.pipeline]: JSON.stringify(facts.pipeline),
    [ENVIRONMENT.logBuckets]: facts.logBuckets.join(","),
    [ENVIRONMENT.rejectBucket]: facts.rejectBucket,
    [ENVIRONMENT.queueUrl]: facts.queueUrl,
    ...(facts.ledgerTable && { [ENVIRONMENT.ledgerTable]: facts.ledgerTable }),
  };
  const bytes = Object.entries(variables).reduce(
    (sum, [name, value]) => sum + name.length + sizeOf(value),
    0,
  );
  if (bytes > MAX_ENVIRONMENT_BYTES) throw new ConfigurationError([tooLarge(facts.pipeline, bytes)]);
  return variables;
}

function sizeOf(value: string): number {
  return Token.isUnresolved(value) ? UNKNOWN_VALUE_BYTES : Buffer.byteLength(value);
}

function tooLarge(pipeline: PipelineConfig, bytes: number): string {
  const own = ["destinations", pipeline.name];
  const [largest] = [
    ...leaves(pipeline.destination, own),
    ...leaves(pipeline.format, [...own, "format"]),
    ...leaves(pipeline.source, ["source"]),
  ].sort((left, right) => right.bytes - left.bytes);
  return (
    `forwarder.destinations.${pipeline.name}: expected at most ${MAX_ENVIRONMENT_BYTES} bytes of function environment, ` +
    `got ${bytes}; the largest part is forwarder.${largest?.path.join(".")} with ${largest?.bytes} bytes; see docs/configuration.md`
  );
}

function leaves(value: unknown, path: readonly string[]): { path: readonly string[]; bytes: number }[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ path, bytes: Buffer.byteLength(JSON.stringify(value)) }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
