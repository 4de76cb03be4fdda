import { ForwarderError } from "../errors.ts";
import { parameterName, readParameter } from "./parameter.ts";
import type { SecretReader } from "./secret.ts";

/** Reads secrets from AWS. Each client is loaded when the first secret of its service is read. */
export const readAwsSecret: SecretReader = async (arn) => {
  const [, , service, region] = arn.split(":");
  try {
    const text =
      service === "ssm" ? await readParameter(parameterName(arn), region) : await readSecret(arn, region);
    if (text) return text;
  } catch (cause) {
    throw secretFailure(arn, cause);
  }
  throw ForwarderError.config(
    "destination_config",
    `the secret ${arn} is empty; write the destination's credential into it`,
  );
};

async function readSecret(arn: string, region: string | undefined): Promise<string | undefined> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const { SecretString, SecretBinary } = await new SecretsManagerClient({ region }).send(
    new GetSecretValueCommand({ SecretId: arn }),
  );
  return SecretString ?? (SecretBinary && Buffer.from(SecretBinary).toString("utf8"));
}

/** Errors that a later try cannot mend. */
const LASTING = new Set([
  "AccessDeniedException",
  "ResourceNotFoundException",
  "ParameterNotFound",
  "InvalidRequestException",
  "InvalidParameterException",
  "DecryptionFailure",
]);

function secretFailure(arn: string, cause: unknown): ForwarderError {
  const { name, message } = cause as Error;
  const text = `the secret ${arn} could not be read: ${name}: ${message}`;
  return LASTING.has(name)
    ? ForwarderError.config(
        "destination_config",
        `${text}; check that it exists and that the function's role may read it`,
        { cause },
      )
    : ForwarderError.retryable("destination_unavailable", text, { cause });
}
