import { type DestinationOptions, destinationOf } from "../../../lambda/destinations/registry.ts";
import type { Arrivals } from "../arrivals/arrivals.ts";
import type { AwsState } from "../aws/aws-state.ts";
import type { EmulatedAws } from "../aws/emulated-aws.ts";
import type { FaultRule } from "../aws/faults.ts";
import type { Taker } from "../aws/resource-store.ts";
import { readObjects } from "./read-objects.ts";
import type { Refuse, Target } from "./target.ts";

const MIB = 1_048_576;

/** Makes one resource of the emulated account that events go to. */
type Make = (aws: AwsState, arn: string, target: AwsTarget) => void;

/** Actions of a destination's grants, each with how its resource is made. */
const MAKERS: Readonly<Record<string, Make>> = {
  "firehose:PutRecordBatch": (aws, arn, target) =>
    aws.deliveryStreams.create(arn, { onEntries: target.taker(lineOf) }),
  "kinesis:PutRecords": (aws, arn, target) =>
    aws.dataStreams.create(arn, {
      onEntries: target.taker(lineOf),
      maxRecordBytes: Math.max(MIB, target.maxEventBytes),
    }),
  "events:PutEvents": (aws, arn, target) => aws.eventBuses.create(arn, { onEntries: target.taker(detailOf) }),
  "logs:PutLogEvents": (aws, arn, target) =>
    aws.logGroups.create(arn.replace(/:\*$/, ""), { onEntries: target.taker((event) => event) }),
  "sqs:SendMessage": (aws, arn, target) => {
    const queue = aws.queues.createForeign(arn);
    // Read as it comes: what lies in a queue for long is lost when its retention ends.
    queue.onChange(() => {
      if (queue.counts().visible === 0) return;
      const messages = queue.remove(Number.POSITIVE_INFINITY);
      void target.arrivals.keep(messages.map(({ body }) => Buffer.from(body)));
    });
  },
  "s3:PutObject": (aws, arn, target) => target.addArea(aws, arn),
  "sns:Publish": (aws, arn, target) => {
    aws.topics.create(arn.split(":").at(-1) ?? arn, arn);
    aws.topics.listen(arn, ({ message }) => target.noteNotice(message));
  },
};

/** Streams, queues, buses, groups, buckets and topics of the emulated account, as the destination's own grants name them. */
export class AwsTarget implements Target {
  readonly arrivals: Arrivals;
  readonly options = {};
  readonly problems: string[] = [];
  refuse: Refuse | undefined;
  maxEventBytes = 0;
  #made: readonly string[] = [];
  #actions: readonly (readonly [action: string, resource: string])[] = [];
  readonly #areas: { readonly bucket: string; readonly prefix: string }[] = [];
  /** Keys that the topic was told of; undefined without a topic. */
  #announced: Set<string> | undefined;

  constructor(arrivals: Arrivals) {
    this.arrivals = arrivals;
  }

  get place(): string {
    return `emulated: ${this.#made.join(", ")}`;
  }

  configure(options: DestinationOptions): void {
    this.#actions = actionsOf(options).filter(([action]) => action in MAKERS);
    if (this.#actions.length === 0)
      throw new Error(
        `forwarder local does not know where events of the destination type "${options.type}" go; name the action of its grants in ops/local/destinations/aws-target.ts`,
      );
    this.maxEventBytes = destinationOf(options).limits(options).maxEventBytes;
    this.#made = this.#actions.map(([, resource]) => resource.replace(/:?\*$/, ""));
  }

  provision({ state, faults }: EmulatedAws): void {
    for (const [action, resource] of this.#actions) MAKERS[action]?.(state, resource, this);
    faults.add(this.#fault);
  }

  /** What becomes of a call that sends events here. */
  readonly #fault: FaultRule = ({ service, resource: called }) => {
    const isMine = this.#actions.some(
      ([action, granted]) =>
        action.startsWith(`${service}:`) &&
        (granted.endsWith("*") ? called.startsWith(granted.slice(0, -1)) : called === granted),
    );
    const refused = isMine ? this.refuse?.() : undefined;
    if (!refused) return undefined;
    const { status, reset, delayMs } = refused;
    return { status, reset, delayMs, code: status === 429 ? "ThrottlingException" : "ServiceUnavailable" };
  };

  taker(eventOf: (entry: Buffer) => Buffer): Taker {
    return (entries) => this.arrivals.keep(entries.map(eventOf));
  }

  /** @param arn `arn:aws:s3:::bucket/prefix*` */
  addArea(aws: AwsState, arn: string): void {
    const [bucket = "", ...path] = arn.replace(/^arn:[\w-]+:s3:::/, "").split("/");
    this.#areas.push({ bucket, prefix: path.join("/").replace(/\*$/, "") });
    if (!aws.buckets.list().some(({ name }) => name === bucket)) aws.buckets.create(bucket);
  }

  noteNotice(message: string): void {
    const { s3ObjectKey: keys = [] } = JSON.parse(message) as { s3ObjectKey?: string[] };
    this.#announced ??= new Set();
    for (const key of keys) this.#announced.add(key);
  }

  async collect({ state: aws }: EmulatedAws): Promise<void> {
    for (const { bucket, prefix } of this.#areas) {
      const { keys, problems } = await readObjects(aws.buckets.get(bucket), prefix, (events) =>
        this.arrivals.keep(events),
      );
      this.problems.push(...problems);
      const wantsNotices = this.#actions.some(([action]) => action === "sns:Publish");
      const silent = wantsNotices ? keys.filter((key) => !this.#announced?.has(key)) : [];
      if (silent.length > 0)
        this.problems.push(`${silent.length} objects that the topic was not told of: ${silent[0]}`);
    }
  }

  stop(): Promise<void> {
    return this.arrivals.close();
  }
}

function actionsOf(options: DestinationOptions): [action: string, resource: string][] {
  return destinationOf(options)
    .grants(options)
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource): [string, string] => [action, resource])),
    );
}

/** A record of a stream ends with a line break. */
function lineOf(record: Buffer): Buffer {
  return record.at(-1) === 0x0a ? record.subarray(0, -1) : record;
}

/** The detail of what a bus hands to its rules. */
function detailOf(event: Buffer): Buffer {
  const { detail } = JSON.parse(event.toString()) as { detail: unknown };
  return Buffer.from(JSON.stringify(detail));
}
