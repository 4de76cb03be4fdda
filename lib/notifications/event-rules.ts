import { CfnRule } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { IngestQueue } from "../ingest.ts";
import type { LogLocation } from "../policies/log-readers.ts";
import type { Sender } from "../policies/notification-senders.ts";

/**
 * One EventBridge rule per bucket that sends new log files to one queue; what the queue does not take goes to its
 * dead-letter queue. Part of the pipeline, so that adding one never changes another's rules.
 */
export class EventRules extends Construct {
  constructor(scope: Construct, id: string, locations: readonly LogLocation[], ingest: IngestQueue) {
    super(scope, id);
    const rules = locations.map(
      (location, index) =>
        new CfnRule(this, `Rule${index + 1}`, {
          description: `New CloudTrail log files for ${ingest.node.id}`,
          eventPattern: createdObjects(location),
          targets: [
            {
              id: "Queue",
              arn: ingest.queue.queueArn,
              deadLetterConfig: { arn: ingest.deadLetterQueue.queueArn },
            },
          ],
        }),
    );
    const sender: Sender = {
      sid: "RulesAnnounce",
      service: "events.amazonaws.com",
      sourceArns: rules.map(({ attrArn }) => attrArn),
    };
    ingest.admit(sender);
    ingest.admitToDeadLetters(sender);
  }
}

/** Source: "Comparison operators for use in event patterns" and "Using EventBridge" in the EventBridge and S3 guides. */
function createdObjects({ bucketName, folder }: LogLocation) {
  return {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: {
      bucket: { name: [bucketName] },
      object: { key: [{ wildcard: `${folder.replace(/[\\*]/g, "\\$&")}*.json.gz` }] },
    },
  };
}
