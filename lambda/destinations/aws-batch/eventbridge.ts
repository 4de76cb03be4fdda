import { z } from "zod";
import { arnParts, resourceArn } from "../../contract/aws-fields.ts";
import { wholeNumber } from "../../contract/fields.ts";
import type { EventFacts, NormalizedEvent } from "../../types.ts";
import { awsClientOptions } from "../aws-client.ts";
import { recordText } from "../event-facts.ts";
import { oversizeField } from "../oversize.ts";
import { defineAwsBatch, itemError, oneCall, textOf } from "./define-aws-batch.ts";

/**
 * Detail types as AWS's own CloudTrail events carry them on the default bus, so that existing rule patterns go on matching.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const DETAIL_TYPES: Readonly<Record<string, string>> = {
  AwsConsoleSignIn: "AWS Console Sign In via CloudTrail",
  AwsServiceEvent: "AWS Service Event via CloudTrail",
  AwsConsoleAction: "AWS Console Action via CloudTrail",
  AwsCloudTrailInsight: "AWS Insight via CloudTrail",
};

/** What an entry's time counts, whatever it is. */
const TIME_BYTES = 14;

/**
 * Amazon EventBridge, `PutEvents`: 10 entries; an entry counts its source, detail type, detail and resources, and its time.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export const eventbridge = defineAwsBatch({
  type: "eventbridge",
  summary: "An Amazon EventBridge event bus: one entry per event, with CloudTrail's detail types.",
  config: z.strictObject({
    type: z.literal("eventbridge").meta({ description: "Selects this destination." }),
    eventBusArn: resourceArn(
      "events",
      "event-bus/[\\w./-]{1,256}",
      "arn:aws:events:eu-central-1:111122223333:event-bus/security",
    ).meta({
      description: "ARN of the event bus.",
      examples: ["arn:aws:events:eu-central-1:111122223333:event-bus/security"],
    }),
    source: z
      .string()
      .regex(/^(?!aws\.)[\w./-]{1,256}$/, {
        error:
          'expected 1 to 256 letters, digits or ". / _ -", not starting with "aws." (AWS keeps that for itself)',
      })
      .default("cloudtrail.forwarder")
      .meta({ description: "`source` of every entry; rules match on it." }),
    maxBatchBytes: wholeNumber(10_000, 1_000_000).default(1_000_000).meta({
      description:
        "Largest request, in bytes as EventBridge counts; 256000 where the older limit still holds.",
    }),
    ...oversizeField,
  }),
  defaultFormat: "raw",
  formats: () => "json",
  limits: ({ maxBatchBytes }) => ({ maxBatchBytes, maxBatchEvents: 10, maxEventBytes: maxBatchBytes }),
  framing: ({ source }) => ({
    wrap: detailOf,
    overheadBytes: (event) =>
      TIME_BYTES + source.length + detailType(event).length + bytesOf(resourcesOf(event)),
  }),
  grants: ({ eventBusArn }) => [{ actions: ["events:PutEvents"], resources: [eventBusArn] }],
  target: ({ eventBusArn }) => `event bus ${eventBusArn}`,
  open: async ({ eventBusArn, source }) => {
    const { EventBridgeClient, PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
    const client = new EventBridgeClient(awsClientOptions(arnParts(eventBusArn).region));
    return (batch) =>
      oneCall(batch, async (items, abortSignal) => {
        const Entries = items.map(({ event, entry }) => ({
          EventBusName: eventBusArn,
          Source: source,
          DetailType: detailType(event),
          Detail: textOf(entry),
          Resources: resourcesOf(event),
          ...(event.time !== undefined && { Time: new Date(event.time) }),
        }));
        const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries }), {
          abortSignal,
        });
        return answers.map(({ EventId, ErrorCode, ErrorMessage }) =>
          itemError(EventId, ErrorCode, ErrorMessage),
        );
      });
  },
});

const OPENING_BRACE = 0x7b;

/** A detail has to be a JSON object: anything else becomes the one field of one. */
function detailOf({ body }: NormalizedEvent): string | Uint8Array {
  const first = typeof body === "string" ? body.charCodeAt(0) : body[0];
  return first === OPENING_BRACE ? body : JSON.stringify({ message: textOf(body) });
}

function detailType(event: EventFacts): string {
  return DETAIL_TYPES[recordText(event, "eventType") ?? ""] ?? "AWS API Call via CloudTrail";
}

/** ARNs of the resources that the record names. */
function resourcesOf({ record }: EventFacts): string[] {
  const resources: unknown = record?.resources;
  if (!Array.isArray(resources)) return [];
  return resources
    .map((resource: { ARN?: unknown } | null) => resource?.ARN)
    .filter((arn): arn is string => typeof arn === "string" && arn.length <= 2_048 && arn !== "");
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
