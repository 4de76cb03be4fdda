import { AwsError } from "../aws/aws-error.ts";
import { optionalString, requiredString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { AwsService } from "../aws/service.ts";
import type { Secret, SecretStore } from "./secret-store.ts";

/** Secrets Manager: enough to keep, rotate and read secrets. */
export function secretsService(store: SecretStore): AwsService {
  const secretOf = (input: JsonObject): Secret => store.get(requiredString(input, "SecretId"));
  const onSecret = (input: JsonObject): string => secretOf(input).arn;
  return jsonService({
    name: "secretsmanager",
    targetPrefix: "secretsmanager",
    version: "1.1",
    operations: {
      CreateSecret: {
        accepts: ["Name", "SecretString", "ClientRequestToken", "Description"],
        run: (input) => {
          const secret = store.create(requiredString(input, "Name"), requiredString(input, "SecretString"));
          return { ARN: secret.arn, Name: secret.name, VersionId: secret.versions[0]?.id };
        },
      },
      PutSecretValue: {
        accepts: ["SecretId", "SecretString", "ClientRequestToken"],
        resource: onSecret,
        run: (input) => {
          const secret = secretOf(input);
          const version = store.put(secret, requiredString(input, "SecretString"));
          return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
        },
      },
      GetSecretValue: {
        accepts: ["SecretId", "VersionId", "VersionStage"],
        resource: onSecret,
        run: (input) => {
          const secret = secretOf(input);
          const id = optionalString(input, "VersionId");
          const stage = optionalString(input, "VersionStage") ?? (id ? undefined : "AWSCURRENT");
          const version = secret.versions.find(
            (candidate) => (!id || candidate.id === id) && (!stage || candidate.stages.includes(stage)),
          );
          if (!version)
            throw new AwsError(
              "ResourceNotFoundException",
              400,
              `Secrets Manager can't find the specified secret value for staging label: ${stage ?? id}`,
            );
          return {
            ARN: secret.arn,
            Name: secret.name,
            VersionId: version.id,
            VersionStages: version.stages,
            SecretString: version.value,
            CreatedDate: version.createdMs / 1000,
          };
        },
      },
    },
  });
}
