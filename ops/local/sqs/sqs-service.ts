import { jsonService } from "../aws/json-service.ts";
import type { AwsService } from "../aws/service.ts";
import { messageOperations } from "./message-operations.ts";
import { moveOperations } from "./move-operations.ts";
import type { MoveTasks } from "./move-tasks.ts";
import { queueOperations } from "./queue-operations.ts";
import type { QueueStore } from "./queue-store.ts";

/** SQS with standard queues, over the JSON protocol that today's SDK clients speak. */
export function sqsService(store: QueueStore, moves: MoveTasks): AwsService {
  return jsonService({
    name: "sqs",
    targetPrefix: "AmazonSQS",
    version: "1.0",
    errorNamespace: "com.amazonaws.sqs",
    operations: { ...queueOperations(store), ...messageOperations(store), ...moveOperations(moves) },
  });
}
