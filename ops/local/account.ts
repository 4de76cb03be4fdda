/** The account and region the emulation plays: AWS's documentation account. */
export const ACCOUNT = "111122223333";
export const REGION = "us-east-1";
export const PARTITION = "aws";

/** ARN of a resource in the emulated account. */
export function arnOf(
  service: string,
  resource: string,
  { region = REGION, account = ACCOUNT } = {},
): string {
  return `arn:${PARTITION}:${service}:${region}:${account}:${resource}`;
}

/** Bucket and object ARNs carry neither region nor account. */
export function s3Arn(path: string): string {
  return arnOf("s3", path, { region: "", account: "" });
}
