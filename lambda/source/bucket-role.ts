import type { PipelineSource } from "../contract/source-config.ts";

type BucketRole = NonNullable<PipelineSource["bucketRole"]>;

/** Takes on a role; the part of STS that is needed here. */
export type AssumeRole = (request: {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly ExternalId?: string;
}) => Promise<{
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
  readonly SessionToken?: string;
  readonly Expiration?: Date;
}>;

/** Shows up as the session name in the bucket owner's own CloudTrail. */
const SESSION_NAME = "cloudtrail-forwarder";

/** Credentials as an SDK client takes them. */
interface ExpiringCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/**
 * Credentials of the role that reads a bucket in another account. The S3 client keeps them and asks again some minutes
 * before they expire, also in the middle of a run.
 * @throws {Error} when STS gives no complete credentials, and what STS throws (denied: check trust policy and external id)
 */
export function bucketCredentials(
  role: BucketRole,
  assumeRole: AssumeRole,
): () => Promise<ExpiringCredentials> {
  return async () => {
    const issued = await assumeRole({
      RoleArn: role.arn,
      RoleSessionName: SESSION_NAME,
      ExternalId: role.externalId,
    });
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration,
    } = issued;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken, expiration };
    throw new Error(`STS gave no credentials for ${role.arn}`);
  };
}

/** The real STS, loaded when a role is configured. */
export const assumeRoleWithSts: AssumeRole = async (request) => {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const { Credentials = {} } = await new STSClient({}).send(new AssumeRoleCommand(request));
  return Credentials;
};
