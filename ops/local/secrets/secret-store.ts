import { randomUUID } from "node:crypto";
import { arnOf } from "../account.ts";
import { AwsError } from "../aws/aws-error.ts";

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdMs: number;
  stages: readonly string[];
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: SecretVersion[];
}

/** Secrets of the emulated account, in memory only. */
export class SecretStore {
  readonly #secrets: Secret[] = [];

  /** Creates a secret; `arn` for one that configuration already names. */
  create(
    name: string,
    value: string,
    arn = arnOf("secretsmanager", `secret:${name}-${randomUUID().slice(0, 6)}`),
  ): Secret {
    if (this.#secrets.some((secret) => secret.name === name))
      throw new AwsError(
        "ResourceExistsException",
        400,
        `The operation failed because the secret ${name} already exists.`,
      );
    const secret: Secret = { name, arn, versions: [] };
    this.#secrets.push(secret);
    this.put(secret, value);
    return secret;
  }

  /** Adds a version: it becomes AWSCURRENT, the one before it AWSPREVIOUS. */
  put(secret: Secret, value: string): SecretVersion {
    for (const version of secret.versions)
      version.stages = version.stages.includes("AWSCURRENT") ? ["AWSPREVIOUS"] : [];
    const version: SecretVersion = { id: randomUUID(), value, createdMs: Date.now(), stages: ["AWSCURRENT"] };
    secret.versions.push(version);
    return version;
  }

  /** By name, by ARN, or by the ARN without its random ending. */
  get(id: string): Secret {
    const found = this.#secrets.find(
      ({ name, arn }) => name === id || arn === id || arn.replace(/-\w{6}$/, "") === id,
    );
    if (!found)
      throw new AwsError(
        "ResourceNotFoundException",
        400,
        "Secrets Manager can't find the specified secret.",
      );
    return found;
  }
}
