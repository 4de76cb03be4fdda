import type { NotificationRule } from "../s3/notification-rule.ts";
import type { Intrinsics } from "./intrinsics.ts";
import { customRules, listOf } from "./read-buckets.ts";
import { statementOf } from "./read-statements.ts";
import type { AdoptedBucketPlan, LogFolder, OfferedRole, PolicyStatement } from "./stack-plan.ts";
import { isProperties, type Properties, type Template } from "./template.ts";

/** What the stack prints for the owners of what it adopts, read from its outputs: on this machine, they do as they are told. */
export class OwnersPart {
  readonly #outputs: Readonly<Record<string, unknown>>;
  readonly #intrinsics: Intrinsics;

  constructor(template: Template, intrinsics: Intrinsics) {
    this.#outputs = isProperties(template.Outputs) ? template.Outputs : {};
    this.#intrinsics = intrinsics;
  }

  /** Where log files are read from. */
  logFolders(): LogFolder[] {
    const text = this.#text("LogBuckets") ?? "";
    return [...text.matchAll(/s3:\/\/([^/,]+)\/([^,]*)/g)].map(([, bucket = "", folder = ""]) => ({
      bucket,
      folder,
    }));
  }

  /** Buckets that are not the stack's, with the notifications that their owners are asked to add. */
  adoptedBuckets(created: readonly string[], topicArns: readonly string[]): AdoptedBucketPlan[] {
    const handouts = this.#handouts(/^HandoutBucketNotification\d*$/);
    const sendsEvents = handouts.some((json) => json.EventBridgeConfiguration !== undefined);
    const rules = handouts.flatMap((json) => customRules("Handout", json, ["EventBridgeConfiguration"]));
    const [topicArn] = topicArns;
    // A topic that is there already is fed by the bucket or by the trail; its policy says which.
    const publishers = JSON.stringify(this.#handouts(/^HandoutTopicPolicy$/));
    const isFedByBucket = publishers.includes("s3.amazonaws.com");
    const folders = this.logFolders().filter(({ bucket }) => !created.includes(bucket));
    return [...new Set(folders.map(({ bucket }) => bucket))].map((name) => {
      const own = folders.filter(({ bucket }) => bucket === name).map(({ folder }) => folder);
      return {
        name,
        sendsEvents,
        notifications:
          topicArn !== undefined && isFedByBucket
            ? own.map((folder, index) => topicRule(topicArn, folder, index))
            : rules.filter(({ prefix }) => own.includes(prefix)),
        trailTopics: topicArn !== undefined && !isFedByBucket ? [topicArn] : [],
      };
    });
  }

  /** The role that reads the buckets, as its owner offers it: with the policies that the stack prints. */
  offeredRoles(statements: readonly PolicyStatement[]): OfferedRole[] {
    const [trust] = this.#handouts(/^HandoutBucketRoleTrustPolicy$/);
    const [permissions] = this.#handouts(/^HandoutBucketRolePolicy$/);
    if (!trust || !permissions) return [];
    const [condition] = listOf(trust.Statement).map(({ Condition }) => Condition);
    const equals =
      isProperties(condition) && isProperties(condition.StringEquals) ? condition.StringEquals : {};
    const externalId = equals["sts:ExternalId"];
    const arns = statements.filter(({ actions }) => actions.includes("sts:AssumeRole"));
    return [...new Set(arns.flatMap(({ resources }) => resources))].map((arn) => ({
      arn,
      externalId: externalId === undefined ? undefined : String(externalId),
      statements: listOf(permissions.Statement).map(statementOf),
    }));
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
