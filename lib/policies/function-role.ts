import { REJECT_PREFIX } from "../../lambda/contract/reject-store.ts";
import type { Grant } from "../../lambda/destinations/define-destination.ts";
import type { Statement } from "./statement.ts";

/** A part of a bucket that log files are read from. */
export interface ReadableLocation {
  readonly bucketArn: string;
  /** `[prefix/]AWSLogs/` */
  readonly folder: string;
  readonly keyArn?: string;
}

export interface FunctionNeeds {
  readonly locations: readonly ReadableLocation[];
  /** `s3.<region>.<suffix>`: the service on whose behalf keys decrypt. */
  readonly viaService: string;
  readonly queueArn: string;
  readonly rejectBucketArn: string;
  /** Ends in `:*`, as CloudFormation gives it. */
  readonly logGroupArn: string;
  readonly grants: readonly Grant[];
}

/** Every statement of the function's role; nothing else is attached to it. */
export function functionRoleStatements(needs: FunctionNeeds): Statement[] {
  const { locations, queueArn, rejectBucketArn, logGroupArn, grants } = needs;
  return [
    ...readStatements(locations),
    ...decryptStatements(needs),
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
  ];
}

function readStatements(locations: readonly ReadableLocation[]): Statement[] {
  return locations.flatMap(({ bucketArn, folder }, index): Statement[] => [
    {
      Sid: `ReadLogFiles${ordinal(index)}`,
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: `${bucketArn}/${folder}*`,
    },
    {
      // Without it S3 answers 403 for an object that is gone, which looks like a missing permission.
      Sid: `TellMissingFromDenied${ordinal(index)}`,
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn,
      Condition: { StringLike: { "s3:prefix": `${folder}*` } },
    },
  ]);
}

function decryptStatements({ locations, viaService }: FunctionNeeds): Statement[] {
  const keys = [...new Set(locations.map(({ keyArn }) => keyArn).filter((arn) => arn !== undefined))];
  return keys.map(
    (keyArn, index): Statement => ({
      Sid: `DecryptLogFiles${ordinal(index)}`,
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: keyArn,
      Condition: { StringEquals: { "kms:ViaService": viaService } },
    }),
  );
}

/** Statement ids must differ; the first one stays plain. */
function ordinal(index: number): string {
  return index === 0 ? "" : String(index + 1);
}
