import type { Resource, StackSource } from "../../../../ops/local/template/template.ts";

/** A small stack of the same shape as the real one, for tests that need to change it. */
export function standInStack(
  changes: Readonly<Record<string, Resource | undefined>> = {},
  folder = "/nowhere",
): StackSource {
  const resources: Record<string, Resource | undefined> = {
    Logs: {
      Type: "AWS::S3::Bucket",
      Properties: {
        BucketName: { "Fn::Join": ["-", ["logs", { Ref: "AWS::AccountId" }, { Ref: "AWS::Region" }]] },
        VersioningConfiguration: { Status: "Enabled" },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: "s3:ObjectCreated:*",
              Queue: { "Fn::GetAtt": ["Queue", "Arn"] },
              Filter: {
                S3Key: {
                  Rules: [
                    { Name: "prefix", Value: "AWSLogs/" },
                    { Name: "suffix", Value: ".json.gz" },
                  ],
                },
              },
            },
          ],
        },
      },
    },
    Dead: { Type: "AWS::SQS::Queue", Properties: { MessageRetentionPeriod: 1209600 } },
    Queue: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: "forwarder-main",
        VisibilityTimeout: 180,
        RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 3 },
      },
    },
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [
          {
            PolicyName: "Forward",
            PolicyDocument: {
              Statement: [
                {
                  Effect: "Allow",
                  Action: ["s3:GetObject", "s3:GetObjectVersion"],
                  Resource: { "Fn::Join": ["", [{ "Fn::GetAtt": ["Logs", "Arn"] }, "/AWSLogs/*"]] },
                },
              ],
            },
          },
        ],
      },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        MemorySize: 256,
        Timeout: 30,
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Environment: { Variables: { BUCKET: { Ref: "Logs" }, QUEUE_URL: { Ref: "Queue" } } },
      },
    },
    Mapping: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        FunctionName: { Ref: "Function" },
        EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
        BatchSize: 5,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: 4 },
      },
    },
    ...changes,
  };
  const present = Object.entries(resources).filter(
    (entry): entry is [string, Resource] => entry[1] !== undefined,
  );
  return {
    stackName: "StandIn",
    template: { Resources: Object.fromEntries(present) },
    functionAssets: [{ logicalId: "Function", folder }],
  };
}

/** The stand-in's resource with other properties added. */
export function withProperties(logicalId: string, properties: Readonly<Record<string, unknown>>) {
  const resource = standInStack().template.Resources[logicalId];
  if (!resource) throw new Error(`the stand-in has no ${logicalId}`);
  return { [logicalId]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}
