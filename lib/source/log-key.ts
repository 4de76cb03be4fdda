import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { Alias, type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { keyChoiceOf } from "../../lambda/contract/source-config.ts";
import { trailAccount, trailArn, viaS3 } from "../names.ts";
import { deliveryKeyStatements } from "../policies/cloudtrail-delivery.ts";
import type { ReadableKey } from "../policies/log-readers.ts";
import { toPolicyStatement } from "../policy-statements.ts";

/** The key that CloudTrail encrypts log files with: created, existing, or none. */
export class LogKey extends Construct {
  /** Undefined when log files are encrypted by S3 alone. */
  readonly key?: IKey;
  /** The same key, as a reader's policy names it. */
  readonly readable?: ReadableKey;

  constructor(scope: Construct, id: string, config: ForwarderConfig) {
    super(scope, id);
    const choice = keyChoiceOf(config.source);
    switch (choice.kind) {
      case "none":
        return;
      case "create":
        this.key = this.create(config);
        break;
      case "arn":
        this.key = Key.fromKeyArn(this, "Key", choice.arn);
        break;
      case "alias":
        this.key = Alias.fromAliasName(this, "Key", choice.alias);
    }
    this.readable =
      choice.kind === "alias" ? keyByAlias(choice.alias) : { arn: this.key.keyArn, viaService: viaS3() };
  }

  private create(config: ForwarderConfig): Key {
    const key = new Key(this, "Key", {
      description: `Encrypts the CloudTrail log files of ${config.stackName}`,
      alias: `alias/${config.stackName}-logs`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const statements = deliveryKeyStatements({
      partition: Aws.PARTITION,
      trailArn: trailArn(config),
      account: trailAccount(config),
    });
    for (const statement of statements) key.addToResourcePolicy(toPolicyStatement(statement));
    return key;
  }
}

/**
 * A key known by its alias only. A policy cannot name an alias as a resource; it names the account's keys and asks
 * that the one used has the alias.
 */
export function keyByAlias(alias: string): ReadableKey {
  return {
    arn: `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/*`,
    alias,
    viaService: viaS3(),
  };
}
