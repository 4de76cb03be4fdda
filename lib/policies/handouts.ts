import type { ForwarderConfig } from "../../lambda/contract/config.ts";
import { keyChoiceOf, routeOf } from "../../lambda/contract/source-config.ts";
import { deliveryKeyStatements } from "./cloudtrail-delivery.ts";
import {
  type LogLocation,
  readerBucketStatements,
  readerKeyStatement,
  readerStatements,
} from "./log-readers.ts";
import { bucketSender, type Sender, topicSenderStatement } from "./notification-senders.ts";
import { policyDocument, type Statement } from "./statement.ts";

/**
 * What the stack may not change and therefore prints: policies and settings for buckets, keys, topics and roles that
 * belong to somebody else. Pure: the stack calls it with tokens, a command with the values of a deployed stack.
 */

/** One thing for somebody to apply. */
export interface Handout {
  /** Name of the stack output and of the file. */
  readonly name: string;
  /** What it is applied to, and how, in one sentence. */
  readonly purpose: string;
  /** Valid JSON once it is serialized: a policy document, or a setting of the AWS CLI. */
  readonly json: object;
}

export interface HandoutFacts {
  readonly partition: string;
  readonly account: string;
  /** The trail that delivers; absent when an adopting stack was not told. */
  readonly trailArn?: string;
  /** Account that the created trail belongs to. */
  readonly trailAccount: string;
  readonly locations: readonly LogLocation[];
  /** Roles of the functions. */
  readonly roleArns: readonly string[];
  readonly queueArns: readonly string[];
  /** Where the bucket's own notifications would go. */
  readonly notificationTarget?: { readonly kind: "queue" | "topic"; readonly arn: string };
}

/** Everything that owners of other resources have to apply for this configuration to work. */
export function handoutsOf({ source, stackName }: ForwarderConfig, facts: HandoutFacts): Handout[] {
  const adopt = source.mode === "adopt";
  return [
    ...(source.bucketRole ? bucketRoleHandouts(source.bucketRole.externalId, facts) : bucketHandouts(facts)),
    ...keyHandouts(source.bucketRole?.arn, adopt, keyChoiceOf(source).kind, facts),
    ...(adopt ? announcementHandouts(stackName, routeOf(source), facts) : []),
    ...topicHandouts(source.topicArn, adopt, routeOf(source), facts),
  ];
}

function bucketHandouts({ locations, roleArns }: HandoutFacts): Handout[] {
  const foreign = locations.filter(({ account }) => account !== undefined);
  return foreign.map((location, index) => ({
    name: numbered("BucketPolicy", index, foreign),
    purpose: `Add these statements to the policy of bucket ${location.bucketName}, which is in another account.`,
    json: policyDocument(readerBucketStatements(location, roleArns)),
  }));
}

function bucketRoleHandouts(
  externalId: string | undefined,
  { roleArns, locations }: HandoutFacts,
): Handout[] {
  const trust: Statement = {
    Sid: "ForwarderTakesOnRole",
    Effect: "Allow",
    Principal: { AWS: roleArns },
    Action: "sts:AssumeRole",
    ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
  };
  return [
    {
      name: "BucketRoleTrustPolicy",
      purpose: "Make this the trust policy of source.bucketRole.",
      json: policyDocument([trust]),
    },
    {
      name: "BucketRolePolicy",
      purpose: "Attach this policy to source.bucketRole.",
      json: policyDocument(readerStatements(locations)),
    },
  ];
}

/** A created key is managed here; every other one is printed for, because its policy may not trust IAM. */
function keyHandouts(
  bucketRoleArn: string | undefined,
  adopt: boolean,
  choice: ReturnType<typeof keyChoiceOf>["kind"],
  { locations, roleArns, partition, trailArn, trailAccount }: HandoutFacts,
): Handout[] {
  if (choice === "create") return [];
  const readers = bucketRoleArn === undefined ? roleArns : [bucketRoleArn];
  const keys = locations.flatMap(({ key }) => (key ? [key] : []));
  const distinct = [...new Map(keys.map((key) => [`${key.arn} ${key.alias}`, key])).values()];
  return distinct.map((key, index) => ({
    name: numbered("KeyPolicy", index, distinct),
    purpose: `Add these statements to the policy of key ${key.alias ?? key.arn}.`,
    json: policyDocument([
      ...(adopt || trailArn === undefined
        ? []
        : deliveryKeyStatements({ partition, trailArn, account: trailAccount })),
      readerKeyStatement(key, readers),
    ]),
  }));
}

function announcementHandouts(
  stackName: string,
  route: ReturnType<typeof routeOf>,
  { locations, notificationTarget }: HandoutFacts,
): Handout[] {
  if (route === "eventbridge")
    return [
      {
        name: "BucketNotification",
        purpose: `Add this key to the notification configuration of ${bucketNames(locations)}; keep what is there.`,
        json: { EventBridgeConfiguration: {} },
      },
    ];
  if (route !== "s3" || !notificationTarget) return [];
  const { kind, arn } = notificationTarget;
  return locations.map(({ bucketName, folder }, index) => {
    const rule = {
      Id: numbered(`${stackName}-log-files`, index, locations),
      [kind === "queue" ? "QueueArn" : "TopicArn"]: arn,
      Events: ["s3:ObjectCreated:*"],
      Filter: {
        Key: {
          FilterRules: [
            { Name: "prefix", Value: folder },
            { Name: "suffix", Value: ".json.gz" },
          ],
        },
      },
    };
    return {
      name: numbered("BucketNotification", index, locations),
      purpose: `Add this rule to the notification configuration of ${bucketName}; keep the rules that are there.`,
      json: { [kind === "queue" ? "QueueConfigurations" : "TopicConfigurations"]: [rule] },
    };
  });
}

function topicHandouts(
  topicArn: string | undefined,
  adopt: boolean,
  route: ReturnType<typeof routeOf>,
  { partition, account, queueArns, locations, trailArn }: HandoutFacts,
): Handout[] {
  if (topicArn === undefined) return [];
  const subscribe: Statement = {
    Sid: "ForwarderSubscribes",
    Effect: "Allow",
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: "sns:Subscribe",
    Resource: topicArn,
    Condition: { StringEquals: { "sns:Protocol": "sqs", "sns:Endpoint": queueArns } },
  };
  const publisher: Sender | undefined =
    route === "cloudtrail-sns"
      ? trailArn === undefined
        ? undefined
        : { sid: "TrailAnnounces", service: "cloudtrail.amazonaws.com", sourceArns: [trailArn] }
      : bucketSender(locations, account);
  return [
    {
      name: "TopicPolicy",
      purpose: adopt
        ? `Topic ${topicArn} needs these statements; those that let somebody publish are there when it is in use already.`
        : `Add these statements to the policy of topic ${topicArn} before deploying.`,
      json: policyDocument([...(publisher ? [topicSenderStatement(topicArn, publisher)] : []), subscribe]),
    },
  ];
}

function bucketNames(locations: readonly LogLocation[]): string {
  return [...new Set(locations.map(({ bucketName }) => bucketName))].join(", ");
}

/** `Name` when there is one, `Name1`, `Name2`, … when there are several. */
function numbered(name: string, index: number, all: readonly unknown[]): string {
  return all.length === 1 ? name : `${name}${index + 1}`;
}
