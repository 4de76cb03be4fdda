import type { NotificationRule } from "../s3/notification-rule.ts";
import type { Intrinsics } from "./intrinsics.ts";
import { customRules, listOf } from "./read-buckets.ts";
import { statementOf } from "./read-statements.ts";
import type { BucketPlan, LogFolder, OfferedRole, PolicyStatement, TrailPlan } from "./stack-plan.ts";
import { isProperties, type Properties, type Template } from "./template.ts";

/**
 * What the stack prints for the owners of what it adopts, read from its outputs: on this machine, they do as they are told.
 */
export class OwnersPart {
  readonly #outputs: Properties;
  readonly #intrinsics: Intrinsics;
  /** Buckets that the stack makes itself. */
  readonly #created: readonly string[];
  /** A topic that was there: fed by the bucket or by the trail. */
  readonly #topicArn: string | undefined;

  constructor(
    template: Template,
    intrinsics: Intrinsics,
    { created, topicArn }: { readonly created: readonly string[]; readonly topicArn: string | undefined },
  ) {
    this.#outputs = isProperties(template.Outputs) ? template.Outputs : {};
    this.#intrinsics = intrinsics;
    this.#created = created;
    this.#topicArn = topicArn;
  }

  /** Where log files are read from. */
  logFolders(): LogFolder[] {
    const text = this.#text("LogBuckets") ?? "";
    return [...text.matchAll(/s3:\/\/([^/,]+)\/([^,]*)/g)].map(([, bucket = "", folder = ""]) => ({
      bucket,
      folder,
    }));
  }

  /** Buckets that are not the stack's, with the notifications that their owners are asked for. */
  buckets(): BucketPlan[] {
    const handouts = this.#handouts(/^HandoutBucketNotification\d*$/);
    const rules = handouts.flatMap((json) => customRules("Handout", json));
    return this.#adopted().map((name) => {
      const folders = this.#foldersOf(name);
      const feedsTopic = this.#topicArn !== undefined && !this.#isTopicOfTrail();
      return {
        name,
        isVersioned: true,
        sendsToEventBridge: handouts.some((json) => json.EventBridgeConfiguration !== undefined),
        notifications: feedsTopic
          ? folders.map((folder, index) => topicRule(this.#topicArn ?? "", folder, index))
          : rules.filter(({ prefix }) => folders.includes(prefix)),
      };
    });
  }

  /** Trails that deliver into those buckets and tell a topic of it. */
  trails(): TrailPlan[] {
    const topicArn = this.#topicArn;
    if (topicArn === undefined || !this.#isTopicOfTrail()) return [];
    return this.#adopted().map((bucketName) => ({ bucketName, topicArn }));
  }

  /** The role that reads the buckets, as its owner offers it: with the two policies that the stack prints. */
  offeredRoles(statements: readonly PolicyStatement[]): OfferedRole[] {
    const [trust] = this.#handouts(/^HandoutBucketRoleTrustPolicy$/);
    const [permissions] = this.#handouts(/^HandoutBucketRolePolicy$/);
    if (!trust || !permissions) return [];
    const externalId = externalIdOf(trust);
    const arns = statements
      .filter(({ actions }) => actions.includes("sts:AssumeRole"))
      .flatMap(({ resources }) => resources);
    return [...new Set(arns)].map((arn) => ({
      arn,
      externalId,
      statements: listOf(permissions.Statement).map(statementOf),
    }));
  }

  #adopted(): string[] {
    const names = this.logFolders().map(({ bucket }) => bucket);
    return [...new Set(names)].filter((name) => !this.#created.includes(name));
  }

  #foldersOf(name: string): string[] {
    return this.logFolders()
      .filter(({ bucket }) => bucket === name)
      .map(({ folder }) => folder);
  }

  /** The topic's printed policy names who publishes; a trail that is not known is not named. */
  #isTopicOfTrail(): boolean {
    return !JSON.stringify(this.#handouts(/^HandoutTopicPolicy$/)).includes('"s3.amazonaws.com"');
  }

  #handouts(names: RegExp): Properties[] {
    return Object.keys(this.#outputs)
      .filter((name) => names.test(name))
      .flatMap((name) => {
        const json: unknown = JSON.parse(this.#text(name) ?? "{}");
        return isProperties(json) ? [json] : [];
      });
  }

  #text(name: string): string | undefined {
    const output = this.#outputs[name];
    return isProperties(output) ? String(this.#intrinsics.resolve(output.Value)) : undefined;
  }
}

function externalIdOf({ Statement }: Properties): string | undefined {
  const [statement] = listOf(Statement);
  const condition = isProperties(statement?.Condition) ? statement.Condition : {};
  const equals = isProperties(condition.StringEquals) ? condition.StringEquals : {};
  const value = equals["sts:ExternalId"];
  return value === undefined ? undefined : String(value);
}

function topicRule(targetArn: string, prefix: string, index: number): NotificationRule {
  return {
    id: `owner-${index + 1}`,
    kind: "topic",
    targetArn,
    events: ["s3:ObjectCreated:*"],
    prefix,
    suffix: ".json.gz",
  };
}
