import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { trailArn } from "../names.ts";
import { deliveryKeyStatements } from "../policies/cloudtrail-delivery.ts";
import { toPolicyStatement } from "../policy-statements.ts";

/** The key that CloudTrail encrypts log files with. */
export class LogKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, config: ForwarderConfig) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: `Encrypts the CloudTrail log files of ${config.stackName}`,
      alias: `alias/${config.stackName}-logs`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const statements = deliveryKeyStatements({
      partition: Aws.PARTITION,
      trailArn: trailArn(config),
      account: Aws.ACCOUNT_ID,
    });
    for (const statement of statements) this.key.addToResourcePolicy(toPolicyStatement(statement));
  }
}
