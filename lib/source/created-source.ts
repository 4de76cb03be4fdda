import type { IRole } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { logBucketName } from "../names.ts";
import { logFolder } from "../policies/cloudtrail-delivery.ts";
import type { LogLocation } from "../policies/log-readers.ts";
import { AccessLogBucket } from "./access-log-bucket.ts";
import { LogBucket } from "./log-bucket.ts";
import { LogKey } from "./log-key.ts";
import type { LogSource } from "./log-source.ts";
import { Replication } from "./replication.ts";
import { Trail, type TrailTopic } from "./trail.ts";

/** Create mode: trail, log bucket, key and access-log bucket, made and owned by this stack. */
export class CreatedSource extends Construct implements LogSource {
  readonly logBucket: LogBucket;
  readonly accessLogs?: IBucket;
  readonly locations: readonly LogLocation[];
  private readonly config: ForwarderConfig;
  private readonly key: LogKey;

  constructor(scope: Construct, id: string, config: ForwarderConfig) {
    super(scope, id);
    const { prefix, retentionDays, accessLogs, replication } = config.source;
    this.config = config;
    this.key = new LogKey(this, "Key", config);
    const { key, readable } = this.key;
    if (accessLogs) this.accessLogs = new AccessLogBucket(this, "AccessLogs", { retentionDays }).bucket;
    this.logBucket = new LogBucket(this, "Logs", { config, key, accessLogs: this.accessLogs });
    const { bucket } = this.logBucket;
    this.locations = [
      {
        // By its known name: queue policies name the bucket, and the bucket waits for them.
        bucketName: logBucketName(config),
        bucketArn: bucket.bucketArn,
        folder: logFolder(prefix),
        key: readable,
      },
    ];
    if (replication)
      new Replication(this, "Replication", {
        config,
        options: replication,
        logBucket: this.logBucket,
        key: readable,
      });
  }

  /** Adds the trail; last, because it leaves out what the readers do. */
  startTrail(readers: readonly IRole[], topic?: TrailTopic): void {
    const { bucket } = this.logBucket;
    new Trail(this, "Trail", { config: this.config, bucket, key: this.key.key, readers, topic });
  }
}
