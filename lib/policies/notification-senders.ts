import type { Statement } from "./statement.ts";

/** A service that announces objects, and the one resource on whose behalf it may. */
export interface Sender {
  readonly sid: string;
  readonly service:
    | "s3.amazonaws.com"
    | "sns.amazonaws.com"
    | "events.amazonaws.com"
    | "cloudtrail.amazonaws.com";
  readonly sourceArn: string;
  /** For bucket ARNs, which name no account: a deleted name that somebody else takes must not feed the queue. */
  readonly sourceAccount?: string;
}

/** Queue policy statement that lets a sender put messages. */
export function queueSenderStatement(queueArn: string, sender: Sender): Statement {
  return senderStatement("sqs:SendMessage", queueArn, sender);
}

/** Topic policy statement that lets a sender publish. */
export function topicSenderStatement(topicArn: string, sender: Sender): Statement {
  return senderStatement("sns:Publish", topicArn, sender);
}

function senderStatement(action: string, resource: string, sender: Sender): Statement {
  const { sid, service, sourceArn, sourceAccount } = sender;
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: {
      ArnEquals: { "aws:SourceArn": sourceArn },
      ...(sourceAccount && { StringEquals: { "aws:SourceAccount": sourceAccount } }),
    },
  };
}
