import { Aws } from "aws-cdk-lib";
import type { ForwarderConfig } from "../lambda/contract/config.ts";

export { pascalCase } from "../lambda/contract/pascal-case.ts";

/**
 * Names that must be known before anything exists: policies name the trail and the bucket they are for, and a name
 * taken from the resource itself would make the template circular.
 */

/** Longest name of an AWS region today, with room to spare. */
const REGION_LENGTH = 16;
const ACCOUNT_LENGTH = 12;
const MAX_BUCKET_NAME = 63;

/** Longest queue name that SQS takes. */
export const MAX_QUEUE_NAME = 80;

/** Longest stack name whose generated log bucket name is a legal bucket name. */
export const MAX_STACK_NAME = MAX_BUCKET_NAME - "-logs--".length - ACCOUNT_LENGTH - REGION_LENGTH;

export function trailName(config: ForwarderConfig): string {
  return config.source.trailName ?? `${config.stackName}-trail`;
}

/** The created trail's account: an organization's trail belongs to the management account, whoever created it. */
export function trailAccount({ source }: ForwarderConfig): string {
  return source.managementAccount ?? Aws.ACCOUNT_ID;
}

/** ARN of the created trail, in its home region. */
export function trailArn(config: ForwarderConfig): string {
  return `arn:${Aws.PARTITION}:cloudtrail:${Aws.REGION}:${trailAccount(config)}:trail/${trailName(config)}`;
}

export function logBucketName(config: ForwarderConfig): string {
  return config.source.bucketName ?? `${config.stackName.toLowerCase()}-logs-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
}

/** The queue is named so that its dead-letter queue can admit it, and it alone. */
export function queueName(config: ForwarderConfig, pipeline: string): string {
  return `${config.stackName}-${pipeline}`;
}

export function deadLetterQueueName(config: ForwarderConfig, pipeline: string): string {
  return `${queueName(config, pipeline)}-dlq`;
}

export function queueArn(name: string): string {
  return `arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${name}`;
}

/** The service on whose behalf a key decrypts log files, in the bucket's region. */
export function viaS3(region: string = Aws.REGION): string {
  return `s3.${region}.${Aws.URL_SUFFIX}`;
}

export function bucketArn(name: string): string {
  return `arn:${Aws.PARTITION}:s3:::${name}`;
}
