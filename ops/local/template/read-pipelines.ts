import type { MappingSpec } from "../lambda/event-source-mapping.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import type { Intrinsics } from "./intrinsics.ts";
import { readStatements } from "./read-statements.ts";
import type { ResolvedResource, ResourcesOfType } from "./resolved-resource.ts";
import type { PipelinePlan } from "./stack-plan.ts";
import { isProperties, type Properties, type StackSource, TemplateError } from "./template.ts";

interface Facts {
  readonly ofType: ResourcesOfType;
  readonly intrinsics: Intrinsics;
  readonly source: StackSource;
}

/** Every event source mapping with the function it feeds. Functions without one (CDK's helpers) do not run here. */
export function readPipelines(facts: Facts): PipelinePlan[] {
  const functions = facts.ofType("AWS::Lambda::Function");
  return facts.ofType("AWS::Lambda::EventSourceMapping").map(({ logicalId, properties }) => {
    const { name, arn } = { name: String(properties.FunctionName), arn: String(properties.EventSourceArn) };
    const target = functions.find(({ logicalId: id }) =>
      [facts.intrinsics.nameOf(id), facts.intrinsics.arnOf(id)].includes(name),
    );
    if (!target) throw new TemplateError(`${logicalId}: the stack has no function ${name}`);
    if (!arn.includes(":sqs:"))
      throw new TemplateError(`${logicalId}: only queues are emulated as an event source, got ${arn}`);
    return {
      spec: functionSpec(target, facts),
      statements: readStatements(String(target.properties.Role), facts.ofType, facts.intrinsics),
      queueArn: arn,
      mapping: mappingSpec(logicalId, properties),
    };
  });
}

const MAPPING_PROPERTIES = [
  "FunctionName",
  "EventSourceArn",
  "BatchSize",
  "MaximumBatchingWindowInSeconds",
  "FunctionResponseTypes",
  "ScalingConfig",
  "Enabled",
  "MetricsConfig",
  "Tags",
  "KmsKeyArn",
];

/** Without ScalingConfig Lambda goes up to this many invocations at a time. */
const MOST_CONCURRENCY = 1_250;

function mappingSpec(logicalId: string, properties: Properties): MappingSpec {
  const other = Object.keys(properties).find((name) => !MAPPING_PROPERTIES.includes(name));
  if (other)
    throw new TemplateError(
      `${logicalId}: ${other} is not emulated${other === "FilterCriteria" ? " (it deletes messages that do not match)" : ""}`,
    );
  const scaling = properties.ScalingConfig;
  const types = Array.isArray(properties.FunctionResponseTypes) ? properties.FunctionResponseTypes : [];
  return {
    batchSize: Number(properties.BatchSize ?? 10),
    windowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    maxConcurrency: Number((isProperties(scaling) && scaling.MaximumConcurrency) || MOST_CONCURRENCY),
    reportsBatchItemFailures: types.includes("ReportBatchItemFailures"),
  };
}

function functionSpec(
  { logicalId, properties }: ResolvedResource,
  { intrinsics, source }: Facts,
): FunctionSpec {
  const asset = source.functionAssets.find((candidate) => candidate.logicalId === logicalId);
  if (!asset) throw new TemplateError(`${logicalId}: the stack has no folder with the code of this function`);
  const name = intrinsics.nameOf(logicalId);
  const environment = isProperties(properties.Environment) ? properties.Environment.Variables : undefined;
  const logging = isProperties(properties.LoggingConfig) ? properties.LoggingConfig : {};
  return {
    name,
    arn: intrinsics.arnOf(logicalId),
    assetPath: asset.folder,
    handler: String(properties.Handler),
    runtime: String(properties.Runtime),
    memoryMb: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    environment: isProperties(environment)
      ? Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]))
      : {},
    logGroup: String(logging.LogGroup ?? `/aws/lambda/${name}`),
    logFormat: String(logging.LogFormat ?? "Text"),
    logLevel: logging.ApplicationLogLevel === undefined ? undefined : String(logging.ApplicationLogLevel),
  };
}
