import { oneOrMany, type Statement } from "./statement.ts";

/**
 * A service that announces objects, and the resources on whose behalf it may. One statement for all of them: SQS takes
 * no more than 20 statements in a policy.
 */
export interface Sender {
  readonly sid: string;
  readonly service:
    | "s3.amazonaws.com"
    | "sns.amazonaws.com"
    | "events.amazonaws.com"
    | "cloudtrail.amazonaws.com";
  readonly sourceArns: readonly string[];
  /** For bucket ARNs, which name no account: a deleted name that somebody else takes must not feed the queue. */
  readonly sourceAccounts?: readonly string[];
}

/** The buckets of these locations, each in the name of its owner. */
export function bucketSender(locations: readonly BucketOwner[], ownAccount: string): Sender {
  return {
    sid: "BucketAnnounces",
    service: "s3.amazonaws.com",
    sourceArns: [...new Set(locations.map(({ bucketArn }) => bucketArn))],
    sourceAccounts: [...new Set(locations.map(({ account }) => account ?? ownAccount))],
  };
}

interface BucketOwner {
  readonly bucketArn: string;
  /** Set when the bucket belongs to another account. */
  readonly account?: string;
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
  const { sid, service, sourceArns, sourceAccounts } = sender;
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: {
      ArnEquals: { "aws:SourceArn": oneOrMany(sourceArns) },
      ...(sourceAccounts && { StringEquals: { "aws:SourceAccount": oneOrMany(sourceAccounts) } }),
    },
  };
}
