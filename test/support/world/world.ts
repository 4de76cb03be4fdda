import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Clock } from "../../../lambda/clock.ts";
import { ENVIRONMENT } from "../../../lambda/contract/environment.ts";
import { LEDGER_TABLE } from "../../../lambda/contract/ledger-table.ts";
import { createForwarder, type Forwarder } from "../../../lambda/forwarder.ts";
import { type EmulatedAws, startEmulatedAws } from "../../../ops/local/aws/emulated-aws.ts";
import { type BatchOutcome, EventSourceMapping } from "../../../ops/local/lambda/event-source-mapping.ts";
import { addSecret } from "../../../ops/local/run/secrets.ts";
import type { Queue } from "../../../ops/local/sqs/queue.ts";
import { BUCKET } from "../invocation.ts";
import { collect } from "../streams.ts";
import { recordingTelemetry, sumOf, type Told } from "./recording-telemetry.ts";
import { ScriptedReceiver } from "./scripted-receiver.ts";

/** Queue time passes so much faster: half an hour in 90 ms. */
const TIME_SCALE = 20_000;
export const REJECTS = "example-rejects";

export interface WorldOptions {
  /** Options of the destination besides its URL; type https when left out. */
  readonly destination?: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly limits?: Readonly<Record<string, number>>;
  /** Further parts of the pipeline's configuration: filter, redact, enrich. */
  readonly rooms?: Readonly<Record<string, unknown>>;
  readonly isVersioned?: boolean;
  readonly maxReceives?: number;
  readonly batchSize?: number;
  /** What the function is told about its remaining time. */
  readonly remainingMs?: number;
  readonly tls?: { key: string; cert: string };
  readonly hasLedger?: boolean;
  /** Every log line and metric throws. */
  readonly isTelemetryBroken?: boolean;
  /** Environment variables of the function that differ. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What became of everything, once the queue is empty. */
export interface Settled extends ReturnType<typeof sumOf> {
  /** Event lines that arrived. */
  readonly events: readonly string[];
  readonly dead: number;
  readonly batches: readonly BatchOutcome[];
  readonly rejects: readonly Sidecar[];
  /** Everything the function would log about failures. */
  readonly said: readonly string[];
  /** The quiet sources of each check that was made. */
  readonly quiet: readonly (readonly string[])[];
}

/** A sidecar of the reject store, with the bytes beside it. */
export interface Sidecar {
  readonly what: string;
  readonly reason: string;
  readonly detail?: string;
  readonly records?: readonly { ordinal: number; offset: number; length: number; detail: string }[];
  readonly kept?: string;
}

/**
 * The whole path on loopback: the emulated S3, SQS, DynamoDB and Secrets Manager, the event source mapping, the forwarder
 * as the Lambda handler builds it from its environment, and a destination that does as it is told. Only waiting is
 * virtual.
 */
export class World {
  readonly aws: EmulatedAws;
  readonly receiver: ScriptedReceiver;
  readonly s3: S3Client;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Invokes the function; the forwarder in this process unless a test puts another one here. */
  invoke: (payload: string) => Promise<string>;
  readonly #options: WorldOptions;
  readonly #before: NodeJS.ProcessEnv;
  #recording = recordingTelemetry();
  #told: Told[] = [];
  #forwarder: Promise<Forwarder> | undefined;
  #skewMs = 0;

  private constructor(facts: { aws: EmulatedAws; receiver: ScriptedReceiver; options: WorldOptions }) {
    this.aws = facts.aws;
    this.receiver = facts.receiver;
    this.#options = facts.options;
    this.invoke = (payload) => this.#handle(payload);
    this.#before = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: this.aws.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
    });
    this.s3 = new S3Client({});
    const { queues } = this.aws.state;
    this.deadLetters = queues.create("main-dlq", { MessageRetentionPeriod: "1209600" });
    this.queue = queues.create("main", {
      VisibilityTimeout: "1800",
      MessageRetentionPeriod: "1209600",
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetters.arn,
        maxReceiveCount: this.#options.maxReceives ?? 6,
      }),
    });
    this.aws.state.tables.create("ledger", LEDGER_TABLE);
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const [aws, receiver] = await Promise.all([
      startEmulatedAws({ timeScale: TIME_SCALE }),
      ScriptedReceiver.start(options.tls),
    ]);
    const world = new World({ aws, receiver, options });
    await world.#provision();
    return world;
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await Promise.all([this.aws.stop(), this.receiver.stop()]);
    for (const name of Object.keys(process.env)) if (!(name in this.#before)) delete process.env[name];
    Object.assign(process.env, this.#before);
  }

  /** Uploads an object; its bucket announces it. Gives its etag and version. */
  async put(
    key: string,
    body: string | Uint8Array,
    more: { ContentType?: string; ContentEncoding?: string } = {},
  ): Promise<{ etag: string; versionId?: string }> {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const { ETag = "", VersionId } = await this.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes, ...more }),
    );
    return { etag: ETag.replaceAll('"', ""), versionId: VersionId };
  }

  send(...bodies: readonly string[]): void {
    for (const body of bodies) this.queue.send({ body });
  }

  /** Keeps a secret under this ARN. */
  addSecret(arn: string, value: string): void {
    addSecret(this.aws.state, arn, value);
  }

  /** Lets time pass for the function. */
  wait(ms: number): void {
    this.#skewMs += ms;
  }

  /** What time it is for the function. */
  get nowMs(): number {
    return this.#clock.now();
  }

  /** Begins a new execution environment, as a cold start does. */
  restart(): void {
    this.#forwarder = undefined;
  }

  get functionEnvironment(): Record<string, string> {
    const { destination = {}, format = "raw", limits = {}, hasLedger = true, environment } = this.#options;
    const pipeline = {
      name: "main",
      destination: {
        type: "https",
        url: this.receiver.url.replace(/\/$/, ""),
        compression: "none",
        ...destination,
      },
      format: { type: format },
      limits,
      objectConcurrency: 8,
      requestConcurrency: 4,
      quarantineAfterReceives: 3,
      ledgerDays: 90,
      ...this.#options.rooms,
    };
    return {
      [ENVIRONMENT.pipeline]: JSON.stringify(pipeline),
      [ENVIRONMENT.logBuckets]: BUCKET,
      [ENVIRONMENT.rejectBucket]: REJECTS,
      [ENVIRONMENT.queueUrl]: this.aws.state.queues.urlOf(this.queue),
      ...(hasLedger ? { [ENVIRONMENT.ledgerTable]: "ledger" } : {}),
      ...environment,
    };
  }

  /** What the Lambda handler does, from JSON text to JSON text. */
  async #handle(payload: string): Promise<string> {
    this.#forwarder ??= this.#start();
    const started = this.#forwarder;
    // A failed start is tried again, as the handler does.
    started.catch(() => {
      if (this.#forwarder === started) this.#forwarder = undefined;
    });
    return JSON.stringify(
      await (await started).handle(JSON.parse(payload), this.#options.remainingMs ?? 60_000),
    );
  }

  /** Feeds the function from the queue until that is empty, or until `enough` says so. */
  async settle(enough: () => boolean = () => this.queue.isEmpty): Promise<Settled> {
    const batches: BatchOutcome[] = [];
    let done: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      done = resolve;
    });
    const check = (): void => {
      if (enough()) done();
    };
    const mapping = new EventSourceMapping({
      spec: {
        batchSize: this.#options.batchSize ?? 10,
        windowSeconds: 0,
        maxConcurrency: 2,
        reportsBatchItemFailures: true,
      },
      queue: this.queue,
      clock: this.aws.state.clock,
      invoke: (payload) => this.invoke(payload),
      onBatch: (outcome) => {
        batches.push(outcome);
        check();
      },
    });
    const stopWatching = this.queue.onChange(check);
    mapping.start();
    check();
    await finished;
    stopWatching();
    await mapping.stop();
    return { ...(await this.#summary()), batches };
  }

  /** What the reject store holds, each with the bytes that lie beside its sidecar. */
  async rejects(): Promise<Sidecar[]> {
    const bucket = this.aws.state.buckets.get(REJECTS);
    const read = async (key: string): Promise<string | undefined> => {
      const body = bucket.versionsOf(key)[0]?.body;
      return body && (await collect(body.read())).toString();
    };
    const sidecars = bucket.keys().filter((key) => key.endsWith(".json"));
    return Promise.all(
      sidecars.map(async (key): Promise<Sidecar> => {
        const kept =
          (await read(key.replace(/json$/, "records"))) ?? (await read(key.replace(/json$/, "body")));
        return { ...JSON.parse((await read(key)) ?? "{}"), kept };
      }),
    );
  }

  /** Items of the ledger, as what they say. */
  ledger(): { key: string; state: string; reason?: string; read: number }[] {
    return this.aws.state.tables
      .get("ledger")
      .items()
      .map(({ key, state, reason, recordsRead }) => ({
        key: String(key?.S),
        state: String(state?.S),
        reason: reason?.S as string | undefined,
        read: Number(recordsRead?.N),
      }));
  }

  async #summary() {
    const told: Told = {
      invocations: this.#told.flatMap(({ invocations }) => invocations),
      said: this.#told.flatMap(({ said }) => said),
      quiet: this.#told.flatMap(({ quiet }) => quiet),
    };
    return {
      ...sumOf(told),
      said: told.said,
      quiet: told.quiet,
      events: this.receiver.events,
      dead: this.deadLetters.counts().visible,
      rejects: await this.rejects(),
    };
  }

  #start(): Promise<Forwarder> {
    this.#recording = recordingTelemetry();
    this.#told.push(this.#recording.told);
    const { telemetry } = this.#recording;
    const broken = new Proxy(telemetry, {
      get: () => () => {
        throw new Error("no space left on device");
      },
    });
    return createForwarder(this.functionEnvironment, this.#clock, () =>
      this.#options.isTelemetryBroken ? broken : telemetry,
    );
  }

  /** Real time plus what was slept; sleeping takes none. */
  get #clock(): Clock {
    return {
      now: () => Date.now() + this.#skewMs,
      random: () => 0,
      sleep: async (ms) => {
        this.#skewMs += ms;
      },
    };
  }

  async #provision(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await this.s3.send(new CreateBucketCommand({ Bucket: REJECTS }));
    if (this.#options.isVersioned)
      await this.s3.send(
        new PutBucketVersioningCommand({
          Bucket: BUCKET,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
    await this.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: this.queue.arn, Events: ["s3:ObjectCreated:*"] }],
        },
      }),
    );
    // The test event that S3 sends here has a case of its own.
    this.queue.purge();
  }
}

/** Runs a test in a world of its own. */
export async function inWorld(options: WorldOptions, test: (world: World) => Promise<void>): Promise<void> {
  const world = await World.open(options);
  try {
    await test(world);
  } finally {
    await world.close();
  }
}
