import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { LogLocation } from "../policies/log-readers.ts";
import type { LogBucket } from "./log-bucket.ts";

/** Where log files come from. */
export interface LogSource {
  readonly locations: readonly LogLocation[];
  /** The created bucket; absent when buckets are adopted, which are never changed. */
  readonly logBucket?: LogBucket;
  /** Where S3 writes who read created buckets. */
  readonly accessLogs?: IBucket;
}
