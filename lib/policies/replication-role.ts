import type { Statement } from "./statement.ts";

/** What S3 needs to copy log files into another bucket. */
export interface ReplicationNeeds {
  readonly sourceBucketArn: string;
  readonly targetBucketArn: string;
  /** Set when the copies change their owner. */
  readonly targetAccount?: string;
  readonly sourceKey?: { readonly arn: string; readonly viaService: string };
  readonly targetKeyArn?: string;
}

/** Statements of the role that S3 replicates with. */
export function replicationRoleStatements(needs: ReplicationNeeds): Statement[] {
  const { sourceBucketArn, targetBucketArn, targetAccount, sourceKey, targetKeyArn } = needs;
  return [
    {
      Sid: "ReadReplicationRules",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: sourceBucketArn,
    },
    {
      Sid: "ReadVersions",
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention",
        "s3:GetObjectLegalHold",
      ],
      Resource: `${sourceBucketArn}/*`,
    },
    {
      Sid: "WriteCopies",
      Effect: "Allow",
      Action: [
        "s3:ReplicateObject",
        "s3:ReplicateTags",
        ...(targetAccount === undefined ? [] : ["s3:ObjectOwnerOverrideToBucketOwner"]),
      ],
      Resource: `${targetBucketArn}/*`,
    },
    ...(sourceKey
      ? [
          {
            Sid: "DecryptLogFiles",
            Effect: "Allow",
            Action: "kms:Decrypt",
            Resource: sourceKey.arn,
            Condition: { StringEquals: { "kms:ViaService": sourceKey.viaService } },
          } satisfies Statement,
        ]
      : []),
    ...(targetKeyArn === undefined
      ? []
      : [
          {
            Sid: "EncryptCopies",
            Effect: "Allow",
            Action: "kms:Encrypt",
            Resource: targetKeyArn,
          } satisfies Statement,
        ]),
  ];
}
