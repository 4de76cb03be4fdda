/** What CloudTrail publishes to a topic when one is set on a trail. */
export const VALIDATION_MESSAGE = "CloudTrail validation message.";

/** Whether CloudTrail writes such keys: account, then a folder of its own. */
const OWN_KEY = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/CloudTrail[^/]*\//;

export function isTrailKey(key: string): boolean {
  return OWN_KEY.test(key);
}

/**
 * CloudTrail's own announcement; keys are not encoded.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
 */
export function trailMessage(bucket: string, keys: readonly string[]): string {
  return JSON.stringify({ s3Bucket: bucket, s3ObjectKey: keys });
}
