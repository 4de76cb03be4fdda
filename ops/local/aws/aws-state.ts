import type { QueueClock } from "../clock.ts";
import type { TableStore } from "../dynamodb/table-store.ts";
import type { LogGroupStore } from "../logs/log-group-store.ts";
import type { BucketStore } from "../s3/bucket-store.ts";
import type { ParameterStore } from "../secrets/parameter-service.ts";
import type { SecretStore } from "../secrets/secret-store.ts";
import type { TopicStore } from "../sns/topic-store.ts";
import type { MoveTasks } from "../sqs/move-tasks.ts";
import type { QueueStore } from "../sqs/queue-store.ts";
import type { RoleStore } from "../sts/role-store.ts";
import type { ResourceStore } from "./resource-store.ts";

/** What the services keep, and share with each other. A further service adds its store here. */
export interface AwsState {
  readonly clock: QueueClock;
  readonly buckets: BucketStore;
  readonly queues: QueueStore;
  readonly moves: MoveTasks;
  readonly topics: TopicStore;
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  readonly parameters: ParameterStore;
  readonly tables: TableStore;
  readonly deliveryStreams: ResourceStore;
  readonly dataStreams: ResourceStore;
  readonly eventBuses: ResourceStore;
  readonly logGroups: LogGroupStore;
}
