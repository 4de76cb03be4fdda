import { AwsError } from "../aws/aws-error.ts";
import { isObject, optionalList, requiredString } from "../aws/input.ts";
import type { JsonObject } from "../aws/json-service.ts";

const MOST_ENTRIES = 10;

/** Runs a batch operation: each entry on its own, its error in the answer beside the successes. */
export function runBatch(input: JsonObject, run: (entry: JsonObject) => JsonObject): JsonObject {
  const entries = optionalList(input, "Entries").filter(isObject);
  const ids = entries.map((entry) => requiredString(entry, "Id"));
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > MOST_ENTRIES)
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (new Set(ids).size !== ids.length)
    throw batchError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    const id = requiredString(entry, "Id");
    try {
      successful.push({ Id: id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: id, Code: error.queryCode, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful: successful, Failed: failed };
}

export function batchError(code: string, message: string): AwsError {
  return new AwsError(code, 400, message, { queryCode: `AWS.SimpleQueueService.${code}` });
}
