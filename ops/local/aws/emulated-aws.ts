import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QueueClock } from "../clock.ts";
import { TableStore } from "../dynamodb/table-store.ts";
import { LogGroupStore } from "../logs/log-group-store.ts";
import { BucketStore } from "../s3/bucket-store.ts";
import { ParameterStore } from "../secrets/parameter-service.ts";
import { SecretStore } from "../secrets/secret-store.ts";
import { TopicStore } from "../sns/topic-store.ts";
import { MoveTasks } from "../sqs/move-tasks.ts";
import { QueueStore } from "../sqs/queue-store.ts";
import { RoleStore } from "../sts/role-store.ts";
import { AwsError } from "./aws-error.ts";
import type { AwsState } from "./aws-state.ts";
import { Faults } from "./faults.ts";
import { ResourceStore } from "./resource-store.ts";
import { type Authorize, AwsServer } from "./server.ts";
import { createServices } from "./services.ts";

export interface EmulatedAwsOptions {
  readonly timeScale?: number;
  readonly authorize?: Authorize;
}

/** A running AWS on loopback. `state` is the same thing without the wire, for the host and for tests. */
export interface EmulatedAws {
  readonly endpoint: string;
  readonly state: AwsState;
  readonly faults: Faults;
  /** Stops the server and every timer, and removes what was stored. */
  stop(): Promise<void>;
}

/** Starts every service on one port of 127.0.0.1. */
export async function startEmulatedAws({
  timeScale = 1,
  authorize,
}: EmulatedAwsOptions = {}): Promise<EmulatedAws> {
  const folder = await mkdtemp(join(tmpdir(), "forwarder-s3-"));
  const faults = new Faults();
  const state = createState(new QueueClock(timeScale), folder, () => server.endpoint);
  const server: AwsServer = new AwsServer({
    services: createServices(state),
    faults,
    authorize: {
      check: (accessKeyId, call) => {
        state.roles.check(accessKeyId);
        authorize?.check(accessKeyId, call);
      },
      disguise: (accessKeyId, call, error) => authorize?.disguise(accessKeyId, call, error) ?? error,
    },
  });
  await server.start();
  return {
    endpoint: server.endpoint,
    state,
    faults,
    stop: async () => {
      state.moves.close();
      state.queues.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createState(clock: QueueClock, folder: string, endpoint: () => string): AwsState {
  const queues = new QueueStore(clock, endpoint);
  const sendTo = (arn: string, body: string): void => {
    const queue = queues.byArn(arn);
    if (!queue) throw new AwsError("NotFound", 404, `there is no queue ${arn}`);
    queue.send({ body });
  };
  const topics = new TopicStore(sendTo);
  const buckets = new BucketStore({
    clock,
    folder,
    targetExists: (arn) => topics.has(arn) || queues.byArn(arn) !== undefined,
    deliver: (arn, message) => {
      if (topics.has(arn)) topics.publish(arn, { message, subject: "Amazon S3 Notification" });
      else sendTo(arn, message);
    },
  });
  return {
    clock,
    buckets,
    queues,
    moves: new MoveTasks(queues),
    topics,
    roles: new RoleStore(),
    secrets: new SecretStore(),
    parameters: new ParameterStore(),
    tables: new TableStore(),
    deliveryStreams: new ResourceStore("deliverystream/"),
    dataStreams: new ResourceStore("stream/"),
    eventBuses: new ResourceStore("event-bus/"),
    logGroups: new LogGroupStore(),
  };
}
