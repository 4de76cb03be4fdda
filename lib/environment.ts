import { createHash } from "node:crypto";
import { Token } from "aws-cdk-lib";
import type { PipelineConfig } from "../lambda/contract/config.ts";
import {
  compressPipeline,
  ENVIRONMENT,
  encodePipeline,
  MAX_ENVIRONMENT_BYTES,
  MAX_PARAMETER_BYTES,
  RUNTIME_SETTINGS,
} from "../lambda/contract/environment.ts";
import { ConfigurationError } from "./config-problems.ts";

interface EnvironmentFacts {
  readonly pipeline: PipelineConfig;
  readonly logBuckets: readonly string[];
  readonly rejectBucket: string;
  readonly queueUrl: string;
  readonly ledgerTable?: string;
  readonly stackName: string;
}

/** An SSM parameter that the stack has to make. */
export interface PipelineParameter {
  readonly name: string;
  readonly value: string;
}

interface FunctionEnvironment {
  readonly variables: Record<string, string>;
  /** Set when the pipeline is too long for the variables: it travels here instead. */
  readonly parameter?: PipelineParameter;
}

/** The longest a value can be that is known only after deployment: bucket names are shorter, queue URLs about this. */
const UNKNOWN_VALUE_BYTES = 200;

/** Left free for variables that the stack adds afterwards. */
const RESERVED_BYTES = 300;

/**
 * The function's environment variables, and the parameter for a pipeline that is too long for them.
 * @throws {ConfigurationError} when even a parameter could not hold it; names the largest part.
 */
export function functionEnvironment(facts: EnvironmentFacts): FunctionEnvironment {
  const { pipeline } = facts;
  const others = {
    ...RUNTIME_SETTINGS,
    [ENVIRONMENT.logBuckets]: facts.logBuckets.join(","),
    [ENVIRONMENT.rejectBucket]: facts.rejectBucket,
    [ENVIRONMENT.queueUrl]: facts.queueUrl,
    ...(facts.ledgerTable && { [ENVIRONMENT.ledgerTable]: facts.ledgerTable }),
  };
  const text = encodePipeline(pipeline);
  const inside = { [ENVIRONMENT.pipeline]: text, ...others };
  if (sizeOf(inside) + RESERVED_BYTES <= MAX_ENVIRONMENT_BYTES) return { variables: inside };

  const value = Buffer.byteLength(text) <= MAX_PARAMETER_BYTES ? text : compressPipeline(text);
  if (value.length > MAX_PARAMETER_BYTES) throw new ConfigurationError([tooLarge(pipeline, value.length)]);
  // Another content is another parameter: it exists before the function changes, and goes after it has changed.
  const hash = createHash("sha256").update(value).digest("hex").slice(0, 16);
  const parameter = { name: `/${facts.stackName}/${pipeline.name}/pipeline-${hash}`, value };
  return { variables: { [ENVIRONMENT.pipelineParameter]: parameter.name, ...others }, parameter };
}

function sizeOf(variables: Readonly<Record<string, string>>): number {
  return Object.entries(variables).reduce(
    (sum, [name, value]) =>
      sum + name.length + (Token.isUnresolved(value) ? UNKNOWN_VALUE_BYTES : Buffer.byteLength(value)),
    0,
  );
}

function tooLarge(pipeline: PipelineConfig, bytes: number): string {
  const own = ["destinations", pipeline.name];
  const [largest] = [
    ...leaves(pipeline.destination, own),
    ...leaves(pipeline.format, [...own, "format"]),
    ...leaves(pipeline.filter?.rules, ["filter", "rules"]),
    ...leaves(pipeline.redact, ["redact"]),
    ...leaves(pipeline.source, ["source"]),
    ...leaves(pipeline.sourceWatch, ["alarms", "quietSources"]),
  ].sort((left, right) => right.bytes - left.bytes);
  return (
    `forwarder.destinations.${pipeline.name}: expected a pipeline of at most ${MAX_PARAMETER_BYTES} bytes after compression ` +
    `(what an SSM parameter holds), got ${bytes}; the largest part is forwarder.${largest?.path.join(".")} with ${largest?.bytes} bytes; ` +
    "see docs/configuration.md"
  );
}

function leaves(value: unknown, path: readonly string[]): { path: readonly string[]; bytes: number }[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ path, bytes: Buffer.byteLength(JSON.stringify(value)) }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}
