import type { PipelineConfig } from "../../lambda/contract/config.ts";
import { enrichmentFiles, s3Location } from "../../lambda/contract/enrich-config.ts";
import type { Statement } from "./statement.ts";

/** Names that only the stack knows. */
interface Place {
  readonly partition: string;
  /** ARN of the parameter that holds the pipeline, when there is one. */
  readonly pipelineParameterArn?: string;
}

/** What a pipeline's role needs for its own configuration: redaction's key, enrichment's files, a long pipeline. */
export function roomStatements(
  { redact, enrich }: Pick<PipelineConfig, "redact" | "enrich">,
  { partition, pipelineParameterArn }: Place,
): Statement[] {
  const files = enrich ? enrichmentFiles(enrich) : [];
  const objects = files.flatMap((file) => s3Location(file) ?? []);
  const parameters = files.filter((file) => s3Location(file) === undefined);
  const hashKey = redact?.hashKeySecretArn;
  return [
    ...allow("ReadPipeline", "ssm:GetParameter", pipelineParameterArn ? [pipelineParameterArn] : []),
    ...allow(
      "ReadRedactionKey",
      hashKey?.split(":")[2] === "ssm" ? "ssm:GetParameter" : "secretsmanager:GetSecretValue",
      hashKey ? [hashKey] : [],
    ),
    ...allow(
      "ReadEnrichmentFiles",
      "s3:GetObject",
      objects.map(({ bucket, key }) => `arn:${partition}:s3:::${bucket}/${key}`),
    ),
    ...allow("ReadEnrichmentParameters", "ssm:GetParameter", parameters),
    ...allow("DecryptEnrichmentFiles", "kms:Decrypt", enrich?.keyArns ?? []),
  ];
}

function allow(Sid: string, Action: string, resources: readonly string[]): Statement[] {
  const [only, ...others] = new Set(resources);
  if (only === undefined) return [];
  return [{ Sid, Effect: "Allow", Action, Resource: others.length === 0 ? only : [only, ...others] }];
}
