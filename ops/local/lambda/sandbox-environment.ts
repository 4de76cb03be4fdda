import { REGION } from "../account.ts";
import type { FunctionSpec } from "./function-spec.ts";

interface Facts {
  readonly spec: FunctionSpec;
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly awsEndpoint: string;
  /** Access key id the sandbox signs with: tells the emulated AWS which function calls. */
  readonly accessKeyId: string;
  /** PEM file with further certificate authorities, for a receiver with a made-up certificate. */
  readonly extraCaFile?: string;
}

/**
 * The whole environment of a sandbox: what Lambda sets, then what the template sets. Nothing of the developer's own
 * environment gets in, so what runs here also runs there.
 */
export function sandboxEnvironment(facts: Facts): Record<string, string> {
  const { spec } = facts;
  return {
    PATH: process.env.PATH ?? "",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    ...(spec.logLevel ? { AWS_LAMBDA_LOG_LEVEL: spec.logLevel } : {}),
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_RUNTIME_API: facts.runtimeApi,
    AWS_ACCESS_KEY_ID: facts.accessKeyId,
    AWS_SECRET_ACCESS_KEY: "example",
    AWS_SESSION_TOKEN: "example",
    AWS_ENDPOINT_URL: facts.awsEndpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    LAMBDA_TASK_ROOT: facts.taskRoot,
    _HANDLER: spec.handler,
    ...(facts.extraCaFile ? { NODE_EXTRA_CA_CERTS: facts.extraCaFile } : {}),
    ...spec.environment,
    NODE_NO_WARNINGS: "1",
  };
}
