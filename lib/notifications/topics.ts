import { ArnFormat, Stack, Token } from "aws-cdk-lib";
import { CfnSubscription, Topic, TopicPolicy } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { IngestQueue } from "../ingest.ts";
import { type Sender, topicSenderStatement } from "../policies/notification-senders.ts";
import { toPolicyStatement } from "../policy-statements.ts";

/**
 * A topic of this stack in front of the queues: a bucket announces an object to one place only, and every pipeline
 * needs its own copy.
 */
export class FanOut extends Construct {
  readonly topic: Topic;
  readonly policy: TopicPolicy;

  constructor(scope: Construct, id: string, sender: Sender, isSigned = false) {
    super(scope, id);
    // No customer key: messages name objects and hold nothing of their content, and S3 cannot use the AWS managed key.
    this.topic = new Topic(this, "Topic", isSigned ? { signatureVersion: "2" } : {});
    this.policy = new TopicPolicy(this, "Policy", { topics: [this.topic], enforceSSL: true });
    this.policy.document.addStatements(toPolicyStatement(topicSenderStatement(this.topic.topicArn, sender)));
  }
}

/**
 * Subscribes a queue to a topic of this account or another. Delivery is raw, so a queue holds the same body with or
 * without a topic in front of it; what the queue does not take goes to its dead-letter queue.
 * @param isSigned keeps the envelope, which carries the signature
 */
export function subscribe(ingest: IngestQueue, topicArn: string, isSigned = false): void {
  const sender: Sender = { sid: "TopicAnnounces", service: "sns.amazonaws.com", sourceArns: [topicArn] };
  ingest.admit(sender);
  ingest.admitToDeadLetters(sender);
  const subscription = new CfnSubscription(ingest, "Subscription", {
    protocol: "sqs",
    topicArn,
    endpoint: ingest.queue.queueArn,
    rawMessageDelivery: !isSigned,
    redrivePolicy: { deadLetterTargetArn: ingest.deadLetterQueue.queueArn },
    region: regionOf(ingest, topicArn),
  });
  subscription.addResourceDependency(ingest.policy);
}

/** The region of a topic that is not this stack's own. */
function regionOf(scope: Construct, topicArn: string): string | undefined {
  if (Token.isUnresolved(topicArn)) return undefined;
  return Stack.of(scope).splitArn(topicArn, ArnFormat.NO_RESOURCE_NAME).region;
}
