import { ArnFormat, Stack } from "aws-cdk-lib";
import { CfnSubscription, Topic, TopicPolicy } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { IngestQueue } from "../ingest.ts";
import { type Sender, topicSenderStatement } from "../policies/notification-senders.ts";
import { toPolicyStatement } from "../policy-statements.ts";

/**
 * One topic in front of several queues: S3 sends a notification to one place only, and every pipeline needs its own
 * copy. Delivery is raw, so a queue holds the same body with one pipeline or ten.
 */
export class FanOut extends Construct {
  readonly topic: Topic;
  readonly policy: TopicPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // No customer key: messages name objects and hold nothing of their content, and S3 cannot use the AWS managed key.
    this.topic = new Topic(this, "Topic");
    this.policy = new TopicPolicy(this, "Policy", { topics: [this.topic], enforceSSL: true });
  }

  /** Lets one service publish on behalf of one resource. */
  admit(sender: Sender): void {
    this.policy.document.addStatements(toPolicyStatement(topicSenderStatement(this.topic.topicArn, sender)));
  }

  /** Sends a copy of every message to the queue. */
  feed(queue: IngestQueue): void {
    subscribe(queue, this.topic.topicArn);
  }
}

/** Subscribes a queue to a topic of this account or another. */
export function subscribe(ingest: IngestQueue, topicArn: string): CfnSubscription {
  ingest.admit({ sid: "TopicAnnounces", service: "sns.amazonaws.com", sourceArn: topicArn });
  const subscription = new CfnSubscription(ingest, "Subscription", {
    protocol: "sqs",
    topicArn,
    endpoint: ingest.queue.queueArn,
    rawMessageDelivery: true,
    region: Stack.of(ingest).splitArn(topicArn, ArnFormat.NO_RESOURCE_NAME).region,
  });
  subscription.addResourceDependency(ingest.policy);
  return subscription;
}
