import { Aws } from "aws-cdk-lib";
import type { CfnBucket } from "aws-cdk-lib/aws-s3";
import type { Construct, IDependable } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { routeOf } from "../../lambda/contract/source-config.ts";
import type { IngestQueue } from "../ingest.ts";
import { bucketArn, trailArn } from "../names.ts";
import type { LogLocation } from "../policies/log-readers.ts";
import { bucketSender, type Sender } from "../policies/notification-senders.ts";
import type { LogBucket } from "../source/log-bucket.ts";
import type { LogSource } from "../source/log-source.ts";
import type { TrailTopic } from "../source/trail.ts";
import { EventRules } from "./event-rules.ts";
import { FanOut, subscribe } from "./topics.ts";

/** How new log files reach the queues. */
export interface Announcement {
  /** Where the bucket's own notifications go. */
  readonly target?: NotificationTarget;
  /** Where a created trail announces log files. */
  readonly trailTopic?: TrailTopic;
}

interface NotificationTarget {
  readonly kind: "queue" | "topic";
  readonly arn: string;
  /** What must exist before S3 tries the target; absent for a topic that is somebody else's. */
  readonly policy?: IDependable;
}

/** Connects the source with every queue, by the route of the configuration. */
export function announce(
  scope: Construct,
  config: ForwarderConfig,
  source: LogSource,
  queues: readonly IngestQueue[],
): Announcement {
  switch (routeOf(config.source)) {
    case "s3":
      return byBucket(source, targetInFront(scope, source.locations, queues));
    case "sns":
      return byBucket(source, topicInFront(scope, config, sendingBuckets(source.locations), queues));
    case "eventbridge":
      if (source.logBucket)
        source.logBucket.resource.notificationConfiguration = {
          eventBridgeConfiguration: { eventBridgeEnabled: true },
        };
      for (const queue of queues) new EventRules(queue, "Rules", source.locations, queue);
      return {};
    case "cloudtrail-sns": {
      const sender: Sender = {
        sid: "TrailAnnounces",
        service: "cloudtrail.amazonaws.com",
        sourceArns: [trailArn(config)],
      };
      return { trailTopic: topicInFront(scope, config, sender, queues) };
    }
  }
}

function byBucket({ logBucket, locations }: LogSource, target: NotificationTarget): Announcement {
  const [location] = locations;
  if (logBucket && location) notify(logBucket, target, location.folder);
  return { target };
}

/** The only queue, or a topic that copies to several. */
function targetInFront(
  scope: Construct,
  locations: readonly LogLocation[],
  queues: readonly IngestQueue[],
): NotificationTarget {
  const sender = sendingBuckets(locations);
  const [only, ...others] = queues;
  if (!only || others.length > 0) return ownTopic(scope, sender, queues);
  only.admit(sender);
  return { kind: "queue", arn: only.queue.queueArn, policy: only.policy };
}

function topicInFront(
  scope: Construct,
  { source }: ForwarderConfig,
  sender: Sender,
  queues: readonly IngestQueue[],
): NotificationTarget {
  const { topicArn } = source;
  if (topicArn === undefined) return ownTopic(scope, sender, queues, source.verifySnsSignature);
  for (const queue of queues) subscribe(queue, topicArn, source.verifySnsSignature);
  return { kind: "topic", arn: topicArn };
}

function ownTopic(
  scope: Construct,
  sender: Sender,
  queues: readonly IngestQueue[],
  isSigned = false,
): NotificationTarget {
  const { topic, policy } = new FanOut(scope, "FanOut", sender, isSigned);
  for (const queue of queues) subscribe(queue, topic.topicArn, isSigned);
  return { kind: "topic", arn: topic.topicArn, policy };
}

/** By the bucket's known name, not by reference: the bucket waits for the policy that names it. */
function sendingBuckets(locations: readonly LogLocation[]): Sender {
  return bucketSender(
    locations.map(({ bucketName, account }) => ({ bucketArn: bucketArn(bucketName), account })),
    Aws.ACCOUNT_ID,
  );
}

function notify({ resource }: LogBucket, { kind, arn, policy }: NotificationTarget, folder: string): void {
  const filter: CfnBucket.NotificationFilterProperty = {
    s3Key: {
      rules: [
        { name: "prefix", value: folder },
        { name: "suffix", value: ".json.gz" },
      ],
    },
  };
  const event = "s3:ObjectCreated:*";
  resource.notificationConfiguration =
    kind === "queue"
      ? { queueConfigurations: [{ event, queue: arn, filter }] }
      : { topicConfigurations: [{ event, topic: arn, filter }] };
  // S3 tries the target while the notification is saved.
  if (policy) resource.node.addDependency(policy);
}
