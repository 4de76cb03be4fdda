import { z } from "zod";
import { arnParts, keyArn, resourceArn } from "../../contract/aws-fields.ts";
import { wholeNumber } from "../../contract/fields.ts";
import type { EventFacts } from "../../types.ts";
import { awsClientOptions, REQUEST_HANDLER } from "../aws-client.ts";
import { placeOf } from "../event-facts.ts";
import { oversizeField } from "../oversize.ts";
import { defineAwsBatch, itemError, lineOf, oneCall } from "./define-aws-batch.ts";
import { shortId } from "./short-id.ts";

const MIB = 1_048_576;

/**
 * Amazon Kinesis Data Streams, `PutRecords`: 500 records; 10 MiB a request and a record, keys included, of which a stream
 * takes 1 MiB a record unless its limit was raised.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export const kinesis = defineAwsBatch({
  type: "kinesis",
  summary: "An Amazon Kinesis data stream: one line per record.",
  config: z.strictObject({
    type: z.literal("kinesis").meta({ description: "Selects this destination." }),
    streamArn: resourceArn(
      "kinesis",
      "stream/[\\w.-]{1,128}",
      "arn:aws:kinesis:eu-central-1:111122223333:stream/siem",
    ).meta({
      description: "ARN of the stream.",
      examples: ["arn:aws:kinesis:eu-central-1:111122223333:stream/siem"],
    }),
    partitionKey: z.enum(["eventId", "account"]).default("eventId").meta({
      description:
        "`eventId` spreads events over all shards; `account` keeps an account's events in one shard.",
    }),
    maxEventBytes: wholeNumber(1_000, 10 * MIB)
      .default(MIB)
      .meta({
        description:
          "Largest record with its key, in bytes; beyond 1 MiB only when the stream's own limit was raised.",
      }),
    kmsKeyArn: keyArn()
      .optional()
      .meta({ description: "Customer managed key of the stream, if it has one." }),
    ...oversizeField,
  }),
  defaultFormat: "raw",
  limits: ({ maxEventBytes }) => ({
    maxBatchBytes: Math.max(5 * MIB, maxEventBytes),
    maxBatchEvents: 500,
    maxEventBytes,
  }),
  framing: ({ partitionKey }) => ({
    overheadBytes: (event) => Buffer.byteLength(keyOf(event, partitionKey)) + 1,
  }),
  grants: ({ streamArn, kmsKeyArn }) => [
    { actions: ["kinesis:PutRecords"], resources: [streamArn] },
    ...(kmsKeyArn ? [{ actions: ["kms:GenerateDataKey"], resources: [kmsKeyArn] }] : []),
  ],
  target: ({ streamArn }) => `Kinesis stream ${streamArn}`,
  open: async ({ streamArn, partitionKey }) => {
    const { KinesisClient, PutRecordsCommand } = await import("@aws-sdk/client-kinesis");
    const { NodeHttpHandler } = await import("@smithy/node-http-handler");
    const client = new KinesisClient({
      ...awsClientOptions(arnParts(streamArn).region),
      // This client alone would speak HTTP/2, which no proxy or emulator on a plain port understands.
      requestHandler: new NodeHttpHandler(REQUEST_HANDLER),
    });
    return (batch) =>
      oneCall(batch, async (items, abortSignal) => {
        const Records = items.map(({ entry, event }) => ({
          Data: lineOf(entry),
          PartitionKey: keyOf(event, partitionKey),
        }));
        const command = new PutRecordsCommand({ StreamARN: streamArn, Records });
        const { Records: answers = [] } = await client.send(command, { abortSignal });
        return answers.map(({ SequenceNumber, ErrorCode, ErrorMessage }) =>
          itemError(SequenceNumber, ErrorCode, ErrorMessage),
        );
      });
  },
});

function keyOf(event: EventFacts, by: "eventId" | "account"): string {
  return (by === "account" ? placeOf(event).account : undefined) ?? shortId(event.id, 256);
}
