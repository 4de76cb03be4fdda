import { z } from "zod";

/** Fields that name AWS resources. An ARN says account and region too, so no option has to repeat them. */

const PARTITION = "arn:aws[\\w-]*";

/** The ARN of a resource of one service; `resource` is a regular expression for what follows the account. */
export function resourceArn(service: string, resource: string, example: string) {
  return z.string().regex(new RegExp(`^${PARTITION}:${service}:[a-z0-9-]+:\\d{12}:${resource}$`), {
    error: `expected an ARN like ${example}`,
  });
}

/** The ARN of a bucket, `arn:aws:s3:::name`. */
export function bucketArn() {
  return z.string().regex(new RegExp(`^${PARTITION}:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`), {
    error: "expected the ARN of a bucket, like arn:aws:s3:::siem-archive",
  });
}

/** The ARN of a KMS key (not of an alias: IAM grants on keys). */
export function keyArn() {
  return resourceArn(
    "kms",
    "key/[\\w-]+",
    "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  );
}

/** A key prefix; it may end in a slash or not, and never starts with one. */
export function keyPrefix() {
  return z
    .string()
    .max(512)
    .regex(/^[\w!.*'()/=-]*$/, {
      error: "expected letters, digits and ! - _ . * ' ( ) = /, which need no escaping in S3 keys",
    })
    .transform((text) => text.replace(/^\/+|\/+$/g, ""))
    .transform((text) => (text === "" ? "" : `${text}/`));
}

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the account: `stream/name`, `name`, `log-group:name`. */
  readonly resource: string;
}

/** The parts of an ARN that one of the fields above has checked. */
export function arnParts(arn: string): ArnParts {
  const [, partition = "", , region = "", account = "", ...resource] = arn.split(":");
  return { partition, region, account, resource: resource.join(":") };
}
