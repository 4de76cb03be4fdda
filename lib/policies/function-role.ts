import { REJECT_PREFIX } from "../../lambda/contract/reject-store.ts";
import type { Grant } from "../../lambda/destinations/define-destination.ts";
import { type ReadableLocation, readerStatements } from "./log-readers.ts";
import type { Statement } from "./statement.ts";

export interface FunctionNeeds {
  readonly locations: readonly ReadableLocation[];
  /** Role in another account that reads in the function's place. */
  readonly bucketRoleArn?: string;
  readonly queueArn: string;
  readonly rejectBucketArn: string;
  readonly ledgerTableArn?: string;
  /** Partition of that table in which the function keeps its sources, when it watches them. */
  readonly sourcesPartition?: string;
  /** Ends in `:*`, as CloudFormation gives it. */
  readonly logGroupArn: string;
  readonly grants: readonly Grant[];
  /** For what happens to records on their way. */
  readonly rooms: readonly Statement[];
}

/** Every statement of the function's role; nothing else is attached to it. */
export function functionRoleStatements(needs: FunctionNeeds): Statement[] {
  const { locations, bucketRoleArn, queueArn, rejectBucketArn, ledgerTableArn, logGroupArn, grants, rooms } =
    needs;
  return [
    ...(bucketRoleArn === undefined ? readerStatements(locations) : [assumeBucketRole(bucketRoleArn)]),
    {
      // SendMessage: an object that one invocation cannot finish goes on as a message on the same queue.
      Sid: "ConsumeQueue",
      Effect: "Allow",
      Action: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
        "sqs:SendMessage",
      ],
      Resource: queueArn,
    },
    {
      Sid: "KeepRejects",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:GetObject"],
      Resource: `${rejectBucketArn}/${REJECT_PREFIX}*`,
    },
    ...(ledgerTableArn === undefined ? [] : [keepLedger(ledgerTableArn)]),
    ...(ledgerTableArn === undefined || needs.sourcesPartition === undefined
      ? []
      : [listSources(ledgerTableArn, needs.sourcesPartition)]),
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: logGroupArn,
    },
    ...grants.map(
      ({ actions, resources }, index): Statement => ({
        Sid: `Destination${index + 1}`,
        Effect: "Allow",
        Action: actions,
        Resource: resources,
      }),
    ),
    ...rooms,
  ];
}

function keepLedger(arn: string): Statement {
  return {
    Sid: "KeepLedger",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: arn,
  };
}

function listSources(arn: string, partition: string): Statement {
  return {
    Sid: "ListSources",
    Effect: "Allow",
    Action: "dynamodb:Query",
    Resource: arn,
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": partition } },
  };
}

function assumeBucketRole(arn: string): Statement {
  return { Sid: "AssumeBucketRole", Effect: "Allow", Action: "sts:AssumeRole", Resource: arn };
}
