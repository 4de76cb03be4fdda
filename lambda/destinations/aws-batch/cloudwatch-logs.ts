import { z } from "zod";
import { arnParts, resourceArn } from "../../contract/aws-fields.ts";
import type { EncodedBatch } from "../../types.ts";
import { awsClientOptions } from "../aws-client.ts";
import { oversizeField } from "../oversize.ts";
import { groupItems, type Item, itemsOf } from "../settle.ts";
import { type AwsCall, defineAwsBatch, type ItemError, textOf } from "./define-aws-batch.ts";

/** What each event counts beside its text. */
const EVENT_TOLL_BYTES = 26;

/**
 * Amazon CloudWatch Logs, `PutLogEvents`: 10,000 events and 1,048,576 bytes with 26 bytes an event, in order of time, within
 * 24 hours; events older than 14 days or more than 2 hours ahead are refused one by one.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const cloudwatchLogs = defineAwsBatch({
  type: "cloudwatch-logs",
  summary: "An Amazon CloudWatch Logs group: one log event per event, in one stream per day.",
  config: z.strictObject({
    type: z.literal("cloudwatch-logs").meta({ description: "Selects this destination." }),
    logGroupArn: resourceArn(
      "logs",
      "log-group:[\\w./#-]{1,512}",
      "arn:aws:logs:eu-central-1:111122223333:log-group:/security/cloudtrail",
    ).meta({
      description: "ARN of the log group, without `:*` at its end. It must exist.",
      examples: ["arn:aws:logs:eu-central-1:111122223333:log-group:/security/cloudtrail"],
    }),
    logStreamPrefix: z
      .string()
      .regex(/^[^:*]{1,400}$/, { error: 'expected 1 to 400 characters without ":" and "*"' })
      .default("cloudtrail")
      .meta({ description: "Events go to the stream `<prefix>/<day of the event>`, made when missing." }),
    ...oversizeField,
  }),
  defaultFormat: "raw",
  maxAgeHours: 14 * 24,
  limits: () => ({ maxBatchBytes: 1_048_576, maxBatchEvents: 10_000, maxEventBytes: 1_000_000 }),
  framing: () => ({ overheadBytes: () => EVENT_TOLL_BYTES }),
  // Streams are made and written through the group's ARN with everything below it.
  grants: ({ logGroupArn }) => [
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${logGroupArn}:*`] },
  ],
  target: ({ logGroupArn }) => `log group ${logGroupArn}`,
  open: async ({ logGroupArn, logStreamPrefix }, tools) => {
    const sdk = await import("@aws-sdk/client-cloudwatch-logs");
    const { region, resource } = arnParts(logGroupArn);
    const client = new sdk.CloudWatchLogsClient(awsClientOptions(region));
    const logGroupName = resource.slice("log-group:".length);

    const put = async (day: Day, abortSignal: AbortSignal): Promise<readonly ItemError[]> => {
      const logStreamName = `${logStreamPrefix}/${day.date}`;
      const logEvents = day.items.map(({ timestamp, entry }) => ({
        timestamp,
        message: textOf(entry),
      }));
      const command = new sdk.PutLogEventsCommand({ logGroupName, logStreamName, logEvents });
      const answer = await client.send(command, { abortSignal }).catch(async (error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error;
        // Group or stream: if it is the group that is missing, this fails the same way.
        const create = new sdk.CreateLogStreamCommand({ logGroupName, logStreamName });
        await client.send(create, { abortSignal }).catch((refusal: Error) => {
          if (refusal.name !== "ResourceAlreadyExistsException") throw refusal;
        });
        return client.send(command, { abortSignal });
      });
      return refusedByAge(day.items.length, answer.rejectedLogEventsInfo);
    };

    return (batch) =>
      daysOf(batch, tools.now()).map(
        (day): AwsCall => ({ items: day.items, send: (signal) => put(day, signal) }),
      );
  },
});

interface Day {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly items: readonly (Item & { readonly timestamp: number })[];
}

/** The batch by UTC days, each in order of time: so no call spans 24 hours. */
function daysOf(batch: EncodedBatch, nowMs: number): Day[] {
  const items = itemsOf(batch)
    .map((item) => ({ ...item, timestamp: item.event.time ?? nowMs }))
    .sort((a, b) => a.timestamp - b.timestamp);
  const days = groupItems(items, ({ timestamp }) => new Date(timestamp).toISOString().slice(0, 10));
  return [...days].map(([date, itemsOfDay]) => ({ date, items: itemsOfDay }));
}

/** What `PutLogEvents` says about events it left out although it succeeded: positions in the order they were sent. */
interface RejectedInfo {
  /** One past the last event that is too old. */
  readonly tooOldLogEventEndIndex?: number;
  /** One past the last event that is older than the group keeps events. */
  readonly expiredLogEventEndIndex?: number;
  /** The first event that is too far in the future. */
  readonly tooNewLogEventStartIndex?: number;
}

function refusedByAge(count: number, info: RejectedInfo | undefined): readonly ItemError[] {
  const {
    tooOldLogEventEndIndex = 0,
    expiredLogEventEndIndex = 0,
    tooNewLogEventStartIndex = count,
  } = info ?? {};
  return Array.from({ length: count }, (_, at): ItemError => {
    if (at < expiredLogEventEndIndex)
      return { code: "ExpiredLogEvent", message: "older than the log group keeps events" };
    if (at < tooOldLogEventEndIndex) return { code: "TooOldLogEvent", message: "older than 14 days" };
    if (at >= tooNewLogEventStartIndex)
      return { code: "TooNewLogEvent", message: "more than 2 hours in the future" };
    return undefined;
  });
}
