import { Aws } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import type { SourceConfig } from "../../lambda/contract/source-config.ts";
import { acknowledgeWildcards } from "../acknowledgements.ts";
import { bucketArn, logBucketName } from "../names.ts";
import type { ReadableKey } from "../policies/log-readers.ts";
import { replicationRoleStatements } from "../policies/replication-role.ts";
import { toPolicyDocument } from "../policy-statements.ts";
import type { LogBucket } from "./log-bucket.ts";

interface ReplicationProps {
  readonly config: ForwarderConfig;
  readonly options: NonNullable<SourceConfig["replication"]>;
  readonly logBucket: LogBucket;
  readonly key?: ReadableKey;
}

/** Copies every log file into a bucket elsewhere. Deletions are not copied. */
export class Replication extends Construct {
  constructor(scope: Construct, id: string, { config, options, logBucket, key }: ReplicationProps) {
    super(scope, id);
    const sourceBucketArn = bucketArn(logBucketName(config));
    const { bucketArn: targetBucketArn, account, keyArn } = options;
    const statements = replicationRoleStatements({
      sourceBucketArn,
      targetBucketArn,
      targetAccount: account,
      sourceKey: key,
      targetKeyArn: keyArn,
    });
    const role = new Role(this, "Role", {
      description: "Copies CloudTrail log files into another bucket",
      assumedBy: new ServicePrincipal("s3.amazonaws.com", {
        conditions: {
          ArnEquals: { "aws:SourceArn": sourceBucketArn },
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
        },
      }),
      inlinePolicies: { Replicate: toPolicyDocument(statements) },
    });
    acknowledgeWildcards(
      role,
      statements,
      "The wildcard stands for the keys of objects in one bucket, or for the keys that have one alias.",
    );
    logBucket.resource.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: "log-files",
          status: "Enabled",
          priority: 1,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Disabled" },
          ...(key && { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } } }),
          destination: {
            bucket: targetBucketArn,
            ...(account && { account, accessControlTranslation: { owner: "Destination" } }),
            ...(keyArn && { encryptionConfiguration: { replicaKmsKeyId: keyArn } }),
          },
        },
      ],
    };
  }
}
