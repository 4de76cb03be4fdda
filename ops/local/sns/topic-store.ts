import { randomUUID } from "node:crypto";
import { arnOf, REGION } from "../account.ts";
import { AwsError } from "../aws/aws-error.ts";

export interface Subscription {
  readonly arn: string;
  readonly queueArn: string;
  /** Whether the queue gets the message as it is, without the envelope. */
  isRaw: boolean;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: Subscription[];
  /** Those who hear of publications without the wire. */
  readonly listeners: ((publication: Publication) => void)[];
}

export interface Publication {
  readonly message: string;
  readonly subject?: string;
}

/** Puts a message into the queue of this ARN. */
export type DeliverToQueue = (queueArn: string, body: string) => void;

/** Topics of the emulated account, and their fan-out to queues. */
export class TopicStore {
  readonly #topics = new Map<string, Topic>();
  readonly #deliver: DeliverToQueue;

  constructor(deliver: DeliverToQueue) {
    this.#deliver = deliver;
  }

  create(name: string, arn = arnOf("sns", name)): Topic {
    const topic = this.#topics.get(arn) ?? { name, arn, subscriptions: [], listeners: [] };
    this.#topics.set(arn, topic);
    return topic;
  }

  has(arn: string): boolean {
    return this.#topics.has(arn);
  }

  get(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (!topic) throw new AwsError("NotFound", 404, "Topic does not exist");
    return topic;
  }

  subscribe(topicArn: string, queueArn: string, isRaw = false): Subscription {
    const topic = this.get(topicArn);
    const existing = topic.subscriptions.find((subscription) => subscription.queueArn === queueArn);
    if (existing) return existing;
    const subscription = { arn: `${topicArn}:${randomUUID()}`, queueArn, isRaw };
    topic.subscriptions.push(subscription);
    return subscription;
  }

  /** Calls back with everything that is published. */
  listen(topicArn: string, listener: (publication: Publication) => void): void {
    this.get(topicArn).listeners.push(listener);
  }

  publish(topicArn: string, { message, subject }: Publication): string {
    const topic = this.get(topicArn);
    const messageId = randomUUID();
    for (const listener of topic.listeners) listener({ message, subject });
    for (const { queueArn, isRaw, arn } of topic.subscriptions)
      this.#deliver(
        queueArn,
        isRaw ? message : envelope({ topicArn, subscriptionArn: arn, messageId, message, subject }),
      );
    return messageId;
  }
}

interface EnvelopeFacts extends Publication {
  readonly topicArn: string;
  readonly subscriptionArn: string;
  readonly messageId: string;
}

/** SNS's JSON around a message. The signature is a placeholder: it verifies against nothing. */
function envelope({ topicArn, subscriptionArn, messageId, message, subject }: EnvelopeFacts): string {
  const host = `sns.${REGION}.amazonaws.com`;
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: "1",
    Signature: "RVhBTVBMRQ==",
    SigningCertURL: `https://${host}/SimpleNotificationService-EXAMPLE.pem`,
    UnsubscribeURL: `https://${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
  });
}
