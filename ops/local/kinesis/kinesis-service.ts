import { AwsError } from "../aws/aws-error.ts";
import { blobOf, constraintFailed, listOf } from "../aws/constraints.ts";
import { optionalString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { Resource, ResourceStore } from "../aws/resource-store.ts";
import type { AwsRequest, AwsService } from "../aws/service.ts";
import { Shards } from "./shards.ts";

const MIB = 1_048_576;
const MOST_RECORDS = 500;
const MOST_REQUEST_BYTES = 10 * MIB;
/** What a stream takes unless its limit was raised. */
const USUAL_RECORD_BYTES = MIB;
const LONGEST_KEY = 256;

/**
 * Amazon Kinesis Data Streams: `PutRecords`. Sizes count the data and its partition key.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function kinesisService(store: ResourceStore): AwsService {
  const shards = new WeakMap<Resource, Shards>();
  const shardsOf = (stream: Resource): Shards => {
    const known = shards.get(stream) ?? new Shards();
    shards.set(stream, known);
    return known;
  };
  const streamOf = (input: JsonObject, { region }: AwsRequest): Resource => {
    const id = optionalString(input, "StreamARN") ?? optionalString(input, "StreamName");
    if (id === undefined)
      throw new AwsError(
        "InvalidArgumentException",
        400,
        "Either StreamName or StreamARN should be provided.",
      );
    return store.get(id, region, `Stream ${id.split("/").at(-1)} not found.`);
  };
  return jsonService({
    name: "kinesis",
    targetPrefix: "Kinesis_20131202",
    version: "1.1",
    operations: {
      PutRecords: {
        accepts: ["StreamARN", "StreamName", "Records"],
        resource: (input, request) => streamOf(input, request).arn,
        run: async (input, request) => {
          const stream = streamOf(input, request);
          const records = readRecords(input, stream.settings.maxRecordBytes ?? USUAL_RECORD_BYTES);
          await stream.take(records.map(({ data }) => data));
          return {
            FailedRecordCount: 0,
            EncryptionType: "NONE",
            Records: records.map(({ key }) => shardsOf(stream).place(key)),
          };
        },
      },
    },
  });
}

function readRecords(input: JsonObject, maxRecordBytes: number) {
  const records = listOf(input, "Records", MOST_RECORDS).map((record) => {
    const data = blobOf(record, "Data");
    const key = optionalString(record, "PartitionKey");
    if (key === undefined) throw constraintFailed("records.member.partitionKey", "Member must not be null");
    if (key.length < 1 || key.length > LONGEST_KEY)
      throw constraintFailed(
        "records.member.partitionKey",
        `Member must have length between 1 and ${LONGEST_KEY}`,
      );
    return { data, key, bytes: data.length + Buffer.byteLength(key) };
  });
  if (records.some(({ bytes }) => bytes > maxRecordBytes))
    throw constraintFailed(
      "records.member.data",
      `Member must have length less than or equal to ${maxRecordBytes}`,
    );
  const total = records.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MOST_REQUEST_BYTES)
    throw new AwsError(
      "InvalidArgumentException",
      400,
      `Records size of ${total} bytes exceeds ${MOST_REQUEST_BYTES} bytes.`,
    );
  return records;
}
