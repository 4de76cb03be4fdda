import { AwsError } from "../aws/aws-error.ts";

/** S3's errors, worded as S3 words them. */

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", {
    details: { BucketName: bucket },
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", 404, "The specified key does not exist.", { details: { Key: key } });
}

export function noSuchVersion(key: string, versionId: string): AwsError {
  return new AwsError("NoSuchVersion", 404, "The specified version does not exist.", {
    details: { Key: key, VersionId: versionId },
  });
}

export function accessDenied(): AwsError {
  return new AwsError("AccessDenied", 403, "Access Denied");
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError(
    "PreconditionFailed",
    412,
    "At least one of the pre-conditions you specified did not hold",
    {
      details: { Condition: condition },
    },
  );
}

export function invalidArgument(message: string, details?: Record<string, string>): AwsError {
  return new AwsError("InvalidArgument", 400, message, { details });
}
