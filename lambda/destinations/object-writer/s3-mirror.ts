import { z } from "zod";
import { arnParts, keyArn, resourceArn } from "../../contract/aws-fields.ts";
import { recordsObject } from "../../encode/framing.ts";
import { awsClientOptions } from "../aws-client.ts";
import { awsFailure } from "../aws-failure.ts";
import { defineDestination } from "../define-destination.ts";
import { groupItems, itemsOf, settleParts } from "../settle.ts";
import { bucketFields, bucketGrants, bucketLimits, bucketName, joinItems, openBucket } from "./bucket.ts";
import { createNaming, folderOf } from "./mirror-key.ts";

/**
 * Log files as CloudTrail writes them, in a second bucket: for products whose own connector fetches log files and parses
 * nothing else (QRadar and JSA, Cortex XSIAM, FortiSIEM, InsightIDR, Stellar Cyber, Panther, …).
 */
export const s3Mirror = defineDestination({
  type: "s3-mirror",
  summary:
    "Log files in CloudTrail's own layout and wrapper in a second bucket, for products that fetch log files themselves.",
  config: z.strictObject({
    type: z.literal("s3-mirror").meta({ description: "Selects this destination." }),
    ...bucketFields,
    topicArn: resourceArn("sns", "[\\w-]{1,256}", "arn:aws:sns:eu-central-1:111122223333:siem-log-files")
      .optional()
      .meta({
        description:
          "ARN of a standard topic that is told of each log file in the form CloudTrail itself uses; the only form that FortiSIEM understands.",
        examples: ["arn:aws:sns:eu-central-1:111122223333:siem-log-files"],
      }),
    topicKmsKeyArn: keyArn()
      .optional()
      .meta({ description: "Customer managed key of the topic, if it has one." }),
  }),
  defaultFormat: "raw",
  formats: () => "raw",
  framing: () => recordsObject,
  limits: bucketLimits,
  compression: () => "none",
  grants: ({ topicArn, topicKmsKeyArn, ...config }) => [
    ...bucketGrants(config, `${config.prefix}AWSLogs/`),
    ...(topicArn ? [{ actions: ["sns:Publish"], resources: [topicArn] }] : []),
    ...(topicArn && topicKmsKeyArn
      ? [{ actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [topicKmsKeyArn] }]
      : []),
  ],
  writesTo: (config) => ({ bucket: bucketName(config), prefix: `${config.prefix}AWSLogs/` }),
  create: async (config, tools) => {
    const putOnce = await openBucket(config);
    const announce = config.topicArn ? await openTopic(config.topicArn, bucketName(config)) : undefined;
    const naming = createNaming();
    return {
      send: (batch, signal) => {
        const groups = groupItems(itemsOf(batch), ({ event }) => folderOf(event));
        const parts = [...groups].map(([folder, items]) => ({ folder, items }));
        return settleParts(parts, async ({ folder, items }) => {
          const content = joinItems(items, recordsObject);
          const key = naming.keyOf(config.prefix, folder, content, tools.now());
          await putOnce(key, content, signal);
          // A log file that nobody is told of would never be read: without the notice it is not delivered.
          await announce?.(key, signal);
          return new Map();
        });
      },
      close: async () => naming.forget(),
    };
  },
});

/** Tells a topic of log files as CloudTrail does: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html */
async function openTopic(TopicArn: string, s3Bucket: string) {
  const { PublishCommand, SNSClient } = await import("@aws-sdk/client-sns");
  const client = new SNSClient(awsClientOptions(arnParts(TopicArn).region));
  return async (key: string, abortSignal: AbortSignal): Promise<void> => {
    const Message = JSON.stringify({ s3Bucket, s3ObjectKey: [key] });
    try {
      await client.send(new PublishCommand({ TopicArn, Message }), { abortSignal });
    } catch (error) {
      throw awsFailure(error, `SNS topic ${TopicArn}`);
    }
  };
}
