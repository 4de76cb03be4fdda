import { Intrinsics } from "./intrinsics.ts";
import { readBuckets, withAdopted } from "./read-buckets.ts";
import { readEventRules, readTrails } from "./read-events.ts";
import { OwnersPart } from "./read-owners.ts";
import { readPipelines } from "./read-pipelines.ts";
import { readQueues } from "./read-queues.ts";
import { readTables } from "./read-tables.ts";
import { readTopics } from "./read-topics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { ParameterPlan, StackPlan } from "./stack-plan.ts";
import { type StackSource, TemplateError } from "./template.ts";

/** Resource types that the readers below look at. */
const EMULATED = new Set([
  "AWS::S3::Bucket",
  "Custom::S3BucketNotifications",
  "AWS::SQS::Queue",
  "AWS::SNS::Topic",
  "AWS::SNS::Subscription",
  "AWS::SSM::Parameter",
  "AWS::Events::Rule",
  "AWS::CloudTrail::Trail",
  "AWS::DynamoDB::Table",
  "AWS::Lambda::Function",
  "AWS::Lambda::EventSourceMapping",
  "AWS::IAM::Role",
  "AWS::IAM::Policy",
  "AWS::IAM::ManagedPolicy",
]);

/** Resource types that do nothing to a log file on its way: keys, policies on resources, logs, monitoring. */
const WITHOUT_EFFECT =
  /^AWS::(KMS::(Key|Alias)|S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|Lambda::(Permission|Version|Alias|CodeSigningConfig)|Signer::SigningProfile|Logs::(LogGroup|MetricFilter)|CloudWatch::(Alarm|CompositeAlarm|Dashboard|AnomalyDetector)|CDK::Metadata)$/;

/**
 * Reads everything the emulation needs from a synthesized template.
 * @throws {TemplateError} for a resource or setting that matters and that the emulation does not know.
 */
export function readTemplate(source: StackSource, queueUrl: (queueName: string) => string): StackPlan {
  const { template, stackName } = source;
  const intrinsics = new Intrinsics(template, stackName, queueUrl);
  const present = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || intrinsics.isTrue(String(Condition)),
  );
  for (const [logicalId, { Type }] of present)
    if (!EMULATED.has(Type) && !WITHOUT_EFFECT.test(Type))
      throw new TemplateError(
        `the stack has a resource that forwarder local does not know: ${logicalId} (${Type}); emulate it in ops/local, or name it in ops/local/template/read-template.ts if it does nothing to log files`,
      );
  const ofType: ResourcesOfType = (type) =>
    present
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId]) => ({ logicalId, properties: intrinsics.propertiesOf(logicalId) }));
  const pipelines = readPipelines({ ofType, intrinsics, source });
  const created = readBuckets(ofType, intrinsics);
  const topics = readTopics(ofType, intrinsics);
  const owners = new OwnersPart(template, intrinsics, {
    created: created.map(({ name }) => name),
    topicArn: topics.find(({ isForeign }) => isForeign)?.arn,
  });
  return {
    buckets: withAdopted([...created, ...owners.buckets()], pipelines),
    queues: readQueues(ofType, intrinsics),
    topics,
    parameters: readParameters(ofType, intrinsics),
    eventRules: readEventRules(ofType),
    trails: [...readTrails(ofType), ...owners.trails()],
    tables: readTables(ofType, intrinsics),
    logFolders: owners.logFolders(),
    offeredRoles: owners.offeredRoles(pipelines.flatMap(({ statements }) => statements)),
    pipelines,
  };
}

function readParameters(ofType: ResourcesOfType, intrinsics: Intrinsics): ParameterPlan[] {
  return ofType("AWS::SSM::Parameter").map(({ logicalId, properties }) => ({
    name: intrinsics.nameOf(logicalId),
    type: String(properties.Type ?? "String"),
    value: String(properties.Value),
  }));
}
