import { AwsError } from "../aws/aws-error.ts";
import { requiredString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { Resource } from "../aws/resource-store.ts";
import type { AwsRequest, AwsService } from "../aws/service.ts";
import type { QueueClock } from "../clock.ts";
import { byAge, readLogEvents } from "./log-events.ts";
import type { LogGroupStore } from "./log-group-store.ts";

/**
 * Amazon CloudWatch Logs: streams are made and written. Groups keep events for ever.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function logsService(store: LogGroupStore, clock: QueueClock): AwsService {
  const groupOf = (input: JsonObject, { region }: AwsRequest): Resource =>
    store.get(requiredString(input, "logGroupName"), region);
  const onStream = (input: JsonObject, request: AwsRequest): string =>
    `${groupOf(input, request).arn}:log-stream:${requiredString(input, "logStreamName")}`;
  return jsonService({
    name: "logs",
    targetPrefix: "Logs_20140328",
    version: "1.1",
    operations: {
      CreateLogStream: {
        accepts: ["logGroupName", "logStreamName"],
        resource: onStream,
        run: (input, request) => {
          const name = requiredString(input, "logStreamName");
          if (!/^[^:*]{1,512}$/.test(name))
            throw new AwsError("InvalidParameterException", 400, `Invalid log stream name ${name}`);
          store.createStream(groupOf(input, request), name);
        },
      },
      PutLogEvents: {
        accepts: ["logGroupName", "logStreamName", "logEvents"],
        resource: onStream,
        run: async (input, request) => {
          const group = groupOf(input, request);
          if (!store.streamsOf(group).has(requiredString(input, "logStreamName")))
            throw new AwsError("ResourceNotFoundException", 400, "The specified log stream does not exist.");
          const { taken, rejected } = byAge(readLogEvents(input), clock.now());
          await group.take(taken.map(({ message }) => Buffer.from(message)));
          return { nextSequenceToken: "1", ...(rejected && { rejectedLogEventsInfo: rejected }) };
        },
      },
    },
  });
}
