import { createHash } from "node:crypto";
import type { AwsAnswer, AwsRequest } from "../../support/aws-stub.ts";

/** What the tests know of each service, written down from its API reference, not from the code. */
export interface Service {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly operation: string;
  /** The events in a request, as the service would store them, in order. */
  stored(request: AwsRequest): string[];
  /** Throws when the request breaks a documented limit. */
  check(request: AwsRequest): void;
  /** Answers a request: an error code per item, or undefined where it is taken. */
  answer(codes: readonly (string | undefined)[], request: AwsRequest): AwsAnswer;
  /** Item codes of the API reference that ask for another try. */
  readonly retryable: readonly string[];
  /** Item codes that say the event is at fault. */
  readonly permanent: readonly string[];
  /** Largest event, in bytes of its body without key and attributes. */
  readonly largest: number;
}

type Rows = readonly Readonly<Record<string, string>>[];

function rows(request: AwsRequest, field: string): Rows {
  return request.json[field] as Rows;
}

function decoded(text = ""): string {
  return Buffer.from(text, "base64").toString("utf8").replace(/\n$/, "");
}

function within(what: string, value: number, limit: number): void {
  if (value > limit) throw new Error(`${what}: ${value} is more than ${limit}`);
}

function bytes(text = ""): number {
  return Buffer.byteLength(text);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The SDK compares it with what it sent. */
function md5(text = ""): string {
  return createHash("md5").update(text).digest("hex");
}

const failed = (codes: readonly (string | undefined)[]) => codes.filter((code) => code !== undefined).length;

export const firehose: Service = {
  type: "firehose",
  options: { streamArn: "arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem" },
  operation: "PutRecordBatch",
  stored: (request) => rows(request, "Records").map(({ Data }) => decoded(Data)),
  check: (request) => {
    const records = rows(request, "Records");
    within("records", records.length, 500);
    // Counted on the wire, base64 and all: the strictest reading of "4 MiB for the entire request".
    within("request bytes", request.body.length, 4 * 1_048_576);
    for (const { Data = "" } of records)
      within("record bytes", Buffer.from(Data, "base64").length, 1_000 * 1_024);
  },
  answer: (codes) => ({
    body: {
      FailedPutCount: failed(codes),
      RequestResponses: codes.map((code, at) =>
        code ? { ErrorCode: code, ErrorMessage: "for a test" } : { RecordId: `r${at}` },
      ),
    },
  }),
  retryable: ["ServiceUnavailableException", "InternalFailure"],
  permanent: [],
  largest: 1_023_999,
};

export const kinesis: Service = {
  type: "kinesis",
  options: { streamArn: "arn:aws:kinesis:eu-central-1:111122223333:stream/siem" },
  operation: "PutRecords",
  stored: (request) => rows(request, "Records").map(({ Data }) => decoded(Data)),
  check: (request) => {
    const records = rows(request, "Records");
    within("records", records.length, 500);
    const sizes = records.map(
      ({ Data = "", PartitionKey }) => Buffer.from(Data, "base64").length + bytes(PartitionKey),
    );
    within("request bytes", sum(sizes), 5 * 1_048_576);
    for (const size of sizes) within("record bytes", size, 1_048_576);
    for (const { PartitionKey = "" } of records) {
      within("key characters", PartitionKey.length, 256);
      if (PartitionKey === "") throw new Error("a record has no partition key");
    }
  },
  answer: (codes) => ({
    body: {
      FailedRecordCount: failed(codes),
      Records: codes.map((code, at) =>
        code ? { ErrorCode: code, ErrorMessage: "for a test" } : { SequenceNumber: String(at), ShardId: "s" },
      ),
    },
  }),
  retryable: ["ProvisionedThroughputExceededException", "InternalFailure"],
  permanent: [],
  largest: 1_048_576 - 36 - 1,
};

export const sqs: Service = {
  type: "sqs",
  options: { queueArn: "arn:aws:sqs:eu-central-1:111122223333:siem" },
  operation: "SendMessageBatch",
  stored: (request) => rows(request, "Entries").map(({ MessageBody = "" }) => MessageBody),
  check: (request) => {
    const entries = request.json.Entries as {
      Id: string;
      MessageBody: string;
      MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
    }[];
    within("entries", entries.length, 10);
    if (new Set(entries.map(({ Id }) => Id)).size !== entries.length) throw new Error("ids are not distinct");
    const sizes = entries.map(
      ({ MessageBody, MessageAttributes = {} }) =>
        bytes(MessageBody) +
        sum(
          Object.entries(MessageAttributes).map(
            ([name, { DataType, StringValue }]) => bytes(name) + bytes(DataType) + bytes(StringValue),
          ),
        ),
    );
    within("request bytes", sum(sizes), 1_048_576);
  },
  answer: (codes, request) => ({
    body: {
      Successful: codes.flatMap((code, at) =>
        code ? [] : [{ Id: String(at), MessageId: "m", MD5OfMessageBody: md5(sqs.stored(request)[at]) }],
      ),
      Failed: codes.flatMap((code, at) =>
        code
          ? [
              {
                Id: String(at),
                Code: code,
                Message: "for a test",
                SenderFault: code === "InvalidMessageContents",
              },
            ]
          : [],
      ),
    },
  }),
  retryable: ["InternalError", "RequestThrottled", "SomethingNobodyKnows"],
  permanent: ["InvalidMessageContents"],
  largest: 1_048_576 - (9 + 6 + 10) - (11 + 6 + 17) - (9 + 6 + 9),
};

export const eventbridge: Service = {
  type: "eventbridge",
  options: { eventBusArn: "arn:aws:events:eu-central-1:111122223333:event-bus/security" },
  operation: "PutEvents",
  stored: (request) => rows(request, "Entries").map(({ Detail = "" }) => Detail),
  check: (request) => {
    const entries = rows(request, "Entries");
    within("entries", entries.length, 10);
    const sizes = entries.map(
      ({ Source, DetailType, Detail, Time }) =>
        (Time ? 14 : 0) + bytes(Source) + bytes(DetailType) + bytes(Detail),
    );
    within("request bytes", sum(sizes), 1_000_000);
  },
  answer: (codes) => ({
    body: {
      FailedEntryCount: failed(codes),
      Entries: codes.map((code, at) =>
        code ? { ErrorCode: code, ErrorMessage: "for a test" } : { EventId: `e${at}` },
      ),
    },
  }),
  retryable: ["InternalFailure", "ThrottlingException", "InternalException"],
  permanent: ["MalformedDetail", "InvalidArgument"],
  largest: 1_000_000 - 14 - "cloudtrail.forwarder".length - "AWS API Call via CloudTrail".length,
};

export const cloudwatchLogs: Service = {
  type: "cloudwatch-logs",
  options: { logGroupArn: "arn:aws:logs:eu-central-1:111122223333:log-group:/security/cloudtrail" },
  operation: "PutLogEvents",
  stored: (request) => rows(request, "logEvents").map(({ message = "" }) => message),
  check: (request) => {
    const events = request.json.logEvents as { timestamp: number; message: string }[];
    within("events", events.length, 10_000);
    within("request bytes", sum(events.map(({ message }) => bytes(message) + 26)), 1_048_576);
    const times = events.map(({ timestamp }) => timestamp);
    if (times.some((time, at) => at > 0 && time < (times[at - 1] ?? 0)))
      throw new Error("events are out of order");
    within("span", Math.max(...times) - Math.min(...times), 86_399_999);
  },
  // Takes all or nothing of a call, but for events whose age it refuses: tested by itself.
  answer: () => ({ body: {} }),
  retryable: [],
  permanent: [],
  largest: 1_000_000 - 26,
};

export const services: readonly Service[] = [firehose, kinesis, sqs, eventbridge, cloudwatchLogs];
