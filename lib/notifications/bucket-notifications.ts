import { Aws } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import type { IngestQueue } from "../ingest.ts";
import { bucketArn, logBucketName } from "../names.ts";
import type { Sender } from "../policies/notification-senders.ts";
import { LogBucket } from "../source/log-bucket.ts";
import { FanOut } from "./fan-out.ts";

const CREATED = "s3:ObjectCreated:*";

/** S3 notifications of the created bucket: straight into the only queue, or through a topic into several. */
export function announceByBucket(
  scope: Construct,
  config: ForwarderConfig,
  logBucket: LogBucket,
  queues: readonly IngestQueue[],
): void {
  const sender: Sender = {
    sid: "BucketAnnounces",
    service: "s3.amazonaws.com",
    sourceArn: bucketArn(logBucketName(config)),
    sourceAccount: Aws.ACCOUNT_ID,
  };
  const filter = LogBucket.notificationFilter(config);
  const [only, ...others] = queues;
  // S3 tries the target while the notification is saved, so the target's policy comes first.
  if (only && others.length === 0) {
    only.admit(sender);
    logBucket.resource.notificationConfiguration = {
      queueConfigurations: [{ event: CREATED, queue: only.queue.queueArn, filter }],
    };
    logBucket.resource.addResourceDependency(only.policy);
    return;
  }
  const fanOut = new FanOut(scope, "FanOut");
  fanOut.admit(sender);
  for (const queue of queues) fanOut.feed(queue);
  logBucket.resource.notificationConfiguration = {
    topicConfigurations: [{ event: CREATED, topic: fanOut.topic.topicArn, filter }],
  };
  logBucket.resource.node.addDependency(fanOut.policy);
}
