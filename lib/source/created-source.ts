import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { logFolder } from "../policies/cloudtrail-delivery.ts";
import { AccessLogBucket } from "./access-log-bucket.ts";
import { LogBucket } from "./log-bucket.ts";
import { LogKey } from "./log-key.ts";
import type { LogLocation } from "./log-location.ts";
import { Trail } from "./trail.ts";

/** Create mode: trail, log bucket, key and access-log bucket, made and owned by this stack. */
export class CreatedSource extends Construct {
  readonly logBucket: LogBucket;
  readonly accessLogs: AccessLogBucket;
  readonly trail: Trail;
  readonly locations: readonly LogLocation[];

  constructor(scope: Construct, id: string, config: ForwarderConfig) {
    super(scope, id);
    const { key } = new LogKey(this, "Key", config);
    this.accessLogs = new AccessLogBucket(this, "AccessLogs", { retentionDays: config.source.retentionDays });
    this.logBucket = new LogBucket(this, "Logs", { config, key, accessLogs: this.accessLogs.bucket });
    const { bucket } = this.logBucket;
    this.trail = new Trail(this, "Trail", { config, bucket, key });
    this.locations = [
      {
        bucketName: bucket.bucketName,
        bucketArn: bucket.bucketArn,
        folder: logFolder(config.source.prefix),
        keyArn: key.keyArn,
      },
    ];
  }
}
