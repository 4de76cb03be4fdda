import { UsageError } from "../../exit.ts";
import type { AwsState } from "../aws/aws-state.ts";
import { parameterName } from "../secrets/parameter-service.ts";

/** Puts a secret where its ARN says: Secrets Manager, or an SSM parameter. */
export function addSecret(aws: AwsState, arn: string, value: string): void {
  const [, , service = "", , , ...rest] = arn.split(":");
  if (service === "ssm") aws.parameters.put(parameterName(arn), value);
  else if (service === "secretsmanager")
    aws.secrets.create(
      rest
        .slice(1)
        .join(":")
        .replace(/-\w{6}$/, ""),
      value,
      arn,
    );
  else
    throw new UsageError(
      `--secret: expected the ARN of a Secrets Manager secret or an SSM parameter, got ${JSON.stringify(arn)}`,
    );
}

/** Reads `ARN=VALUE` pairs. The value is never printed. */
export function parseSecrets(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map((pair) => {
      const [, arn, value] = /^(arn:[^=]+)=(.*)$/s.exec(pair) ?? [];
      if (arn === undefined || value === undefined)
        throw new UsageError(
          "--secret: expected ARN=VALUE, the ARN being the one that the configuration names",
        );
      return [arn, value];
    }),
  );
}
