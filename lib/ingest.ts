import { Duration } from "aws-cdk-lib";
import { CfnQueuePolicy, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../lambda/contract/config.ts";
import { acknowledge } from "./acknowledgements.ts";
import { deadLetterQueueName, queueArn, queueName } from "./names.ts";
import { queueSenderStatement, type Sender } from "./policies/notification-senders.ts";
import { toPolicyStatement } from "./policy-statements.ts";
import { visibilityTimeoutSeconds } from "./settings-checks.ts";

interface IngestQueueProps {
  readonly config: ForwarderConfig;
  /** The pipeline's name. */
  readonly pipeline: string;
}

/** The queue that notifications wait in, and the dead-letter queue behind it. */
export class IngestQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: IngestQueueProps) {
    super(scope, id);
    const { config, pipeline } = props;
    const { retentionDays, dlqRetentionDays, maxReceives } = config.queue;
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

    this.deadLetterQueue = new Queue(this, "DeadLetterQueue", {
      ...shared,
      queueName: deadLetterQueueName(config, pipeline),
      retentionPeriod: Duration.days(dlqRetentionDays),
      // By name: each queue naming the other by reference would be circular.
      redriveAllowPolicy: {
        sourceQueues: [Queue.fromQueueArn(this, "Source", queueArn(queueName(config, pipeline)))],
      },
    });
    this.queue = new Queue(this, "Queue", {
      ...shared,
      queueName: queueName(config, pipeline),
      retentionPeriod: Duration.days(retentionDays),
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds(config)),
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: maxReceives },
    });
    acknowledge(this.deadLetterQueue, {
      "AwsSolutions-SQS3": "This is the dead-letter queue; a further one behind it would never be read.",
    });
  }

  /** Lets one service put messages on behalf of one resource. */
  admit(sender: Sender): void {
    admitTo(this.queue, sender);
  }

  /** The same for the dead-letter queue, where a topic or rule puts what the queue did not take. */
  admitToDeadLetters(sender: Sender): void {
    admitTo(this.deadLetterQueue, sender);
  }

  /** The queue's policy; whoever sends is connected after it exists, because S3 tries the queue at once. */
  get policy(): CfnQueuePolicy {
    const policy = this.queue.node.findChild("Policy").node.defaultChild;
    if (policy instanceof CfnQueuePolicy) return policy;
    throw new Error(`${this.queue.node.path} has no queue policy`);
  }
}

function admitTo(queue: Queue, sender: Sender): void {
  queue.addToResourcePolicy(toPolicyStatement(queueSenderStatement(queue.queueArn, sender)));
}
