import { z } from "zod";
import { arnParts, resourceArn } from "../../contract/aws-fields.ts";
import { awsClientOptions } from "../aws-client.ts";
import { oversizeField } from "../oversize.ts";
import { defineAwsBatch, itemError, lineOf, oneCall } from "./define-aws-batch.ts";

/**
 * Amazon Data Firehose, `PutRecordBatch`: 500 records, 1,000 KiB a record before base64, 4 MiB a request.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const firehose = defineAwsBatch({
  type: "firehose",
  summary: "An Amazon Data Firehose stream: one line per record, retried and delivered further by Firehose.",
  config: z.strictObject({
    type: z.literal("firehose").meta({ description: "Selects this destination." }),
    streamArn: resourceArn(
      "firehose",
      "deliverystream/[\\w.-]{1,64}",
      "arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem",
    ).meta({
      description: "ARN of the Firehose stream (source: Direct PUT).",
      examples: ["arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem"],
    }),
    ...oversizeField,
  }),
  defaultFormat: "raw",
  // Whether the 4 MiB are counted before or after base64 is not documented: 3 MB stay below either way.
  limits: () => ({ maxBatchBytes: 3_000_000, maxBatchEvents: 500, maxEventBytes: 1_024_000 }),
  framing: () => ({ overheadBytes: () => 1 }),
  grants: ({ streamArn }) => [{ actions: ["firehose:PutRecordBatch"], resources: [streamArn] }],
  target: ({ streamArn }) => `Firehose stream ${streamArn}`,
  open: async ({ streamArn }) => {
    const { FirehoseClient, PutRecordBatchCommand } = await import("@aws-sdk/client-firehose");
    const { region, resource } = arnParts(streamArn);
    const client = new FirehoseClient(awsClientOptions(region));
    const DeliveryStreamName = resource.slice("deliverystream/".length);
    return (batch) =>
      oneCall(batch, async (items, abortSignal) => {
        const Records = items.map(({ entry }) => ({ Data: lineOf(entry) }));
        const command = new PutRecordBatchCommand({ DeliveryStreamName, Records });
        const { RequestResponses = [] } = await client.send(command, { abortSignal });
        return RequestResponses.map(({ RecordId, ErrorCode, ErrorMessage }) =>
          itemError(RecordId, ErrorCode, ErrorMessage),
        );
      });
  },
});
