import { randomUUID } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";
import { blobOf, constraintFailed, listOf } from "../aws/constraints.ts";
import { requiredString } from "../aws/input.ts";
import { type JsonObject, jsonService } from "../aws/json-service.ts";
import type { Resource, ResourceStore } from "../aws/resource-store.ts";
import type { AwsRequest, AwsService } from "../aws/service.ts";

const MOST_RECORDS = 500;
const MOST_RECORD_BYTES = 1_024_000;
const MOST_REQUEST_BYTES = 4 * 1_048_576;

/**
 * Amazon Data Firehose: `PutRecordBatch` into streams with Direct PUT.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function firehoseService(store: ResourceStore): AwsService {
  const streamOf = (input: JsonObject, { region }: AwsRequest): Resource => {
    const name = requiredString(input, "DeliveryStreamName");
    return store.get(name, region, `Firehose ${name} not found.`);
  };
  return jsonService({
    name: "firehose",
    targetPrefix: "Firehose_20150804",
    version: "1.1",
    operations: {
      PutRecordBatch: {
        accepts: ["DeliveryStreamName", "Records"],
        resource: (input, request) => streamOf(input, request).arn,
        run: async (input, request) => {
          const records = listOf(input, "Records", MOST_RECORDS).map((record) => blobOf(record, "Data"));
          if (records.some(({ length }) => length > MOST_RECORD_BYTES))
            throw constraintFailed(
              "records.member.data",
              `Member must have length less than or equal to ${MOST_RECORD_BYTES}`,
            );
          if (records.reduce((sum, { length }) => sum + length, 0) > MOST_REQUEST_BYTES)
            throw new AwsError("InvalidArgumentException", 400, "Records size exceeds 4 MB limit");
          await streamOf(input, request).take(records);
          return {
            FailedPutCount: 0,
            Encrypted: false,
            RequestResponses: records.map(() => ({ RecordId: randomUUID() })),
          };
        },
      },
    },
  });
}
