import { randomUUID } from "node:crypto";
import { arnOf, s3Arn } from "../account.ts";

/** How a resource type gets its name, and what references to it give. */
export interface PhysicalKind {
  /** Property with the name; without it the name is made up. */
  readonly nameProperty?: string;
  readonly arn: (name: string) => string;
  /** What `Ref` gives. */
  readonly ref: "name" | "arn" | "queueUrl";
  /** Attributes of `Fn::GetAtt` besides `Arn`. */
  readonly attributes?: Readonly<Record<string, (name: string) => string>>;
}

const named = (nameProperty: string, arn: PhysicalKind["arn"]): PhysicalKind => ({
  nameProperty,
  arn,
  ref: "name",
});

/** Every resource type that something may refer to. A further one is a line here. */
const KINDS: Readonly<Record<string, PhysicalKind>> = {
  "AWS::S3::Bucket": {
    nameProperty: "BucketName",
    arn: (name) => s3Arn(name),
    ref: "name",
    attributes: { DomainName: (name) => `${name}.s3.amazonaws.com` },
  },
  "AWS::SQS::Queue": {
    nameProperty: "QueueName",
    arn: (name) => arnOf("sqs", name),
    ref: "queueUrl",
    attributes: { QueueName: (name) => name },
  },
  "AWS::SNS::Topic": {
    nameProperty: "TopicName",
    arn: (name) => arnOf("sns", name),
    ref: "arn",
    attributes: { TopicName: (name) => name, TopicArn: (name) => arnOf("sns", name) },
  },
  "AWS::Lambda::Function": named("FunctionName", (name) => arnOf("lambda", `function:${name}`)),
  "AWS::IAM::Role": {
    nameProperty: "RoleName",
    arn: (name) => arnOf("iam", `role/${name}`, { region: "" }),
    ref: "name",
    attributes: { RoleId: (name) => name },
  },
  "AWS::IAM::ManagedPolicy": {
    nameProperty: "ManagedPolicyName",
    arn: (name) => arnOf("iam", `policy/${name}`, { region: "" }),
    ref: "arn",
  },
  "AWS::KMS::Key": {
    arn: (name) => arnOf("kms", `key/${name}`),
    ref: "name",
    attributes: { KeyId: (name) => name },
  },
  "AWS::KMS::Alias": named("AliasName", (name) => arnOf("kms", name)),
  "AWS::Logs::LogGroup": named("LogGroupName", (name) => arnOf("logs", `log-group:${name}:*`)),
  "AWS::CloudTrail::Trail": named("TrailName", (name) => arnOf("cloudtrail", `trail/${name}`)),
  "AWS::DynamoDB::Table": named("TableName", (name) => arnOf("dynamodb", `table/${name}`)),
  "AWS::SSM::Parameter": named("Name", (name) => arnOf("ssm", `parameter/${name.replace(/^\//, "")}`)),
  "AWS::CloudWatch::Alarm": named("AlarmName", (name) => arnOf("cloudwatch", `alarm:${name}`)),
};

/** A kind for everything that is only ever named: a made-up name and a made-up ARN. */
const OTHER: PhysicalKind = { arn: (name) => arnOf("cloudformation", `resource/${name}`), ref: "name" };

export function physicalKind(type: string): PhysicalKind {
  return KINDS[type] ?? OTHER;
}

/** A name for a resource that has none: like CloudFormation's, and fit for every service. */
export function madeUpName(type: string, stackName: string, logicalId: string): string {
  if (type === "AWS::KMS::Key") return randomUUID();
  const name = `${stackName}-${logicalId}`;
  return type === "AWS::S3::Bucket" ? name.toLowerCase().slice(0, 63).replace(/-$/, "") : name.slice(0, 64);
}
