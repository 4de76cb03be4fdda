import { ACCOUNT, arnOf } from "../account.ts";
import { AwsError, notImplemented } from "../aws/aws-error.ts";
import type { QueueClock } from "../clock.ts";
import { Queue } from "./queue.ts";
import { mergeAttributes, type QueueAttributes } from "./queue-attributes.ts";
import { queueDoesNotExist, queueNameExists } from "./sqs-errors.ts";

/** Every queue of the emulated account. */
export class QueueStore {
  readonly clock: QueueClock;
  readonly #queues = new Map<string, Queue>();
  /** By ARN. */
  readonly #foreign = new Map<string, Queue>();
  /** Base of queue URLs. It has to be this server's address: clients send to the host of the queue URL. */
  readonly #endpoint: () => string;

  constructor(clock: QueueClock, endpoint: () => string) {
    this.clock = clock;
    this.#endpoint = endpoint;
  }

  create(name: string, attributes: QueueAttributes = {}): Queue {
    if (name.endsWith(".fifo")) throw notImplemented("FIFO queues");
    if (!/^[\w-]{1,80}$/.test(name))
      throw new AwsError(
        "InvalidParameterValue",
        400,
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    const existing = this.#queues.get(name);
    if (existing) return unchanged(existing, attributes);
    const queue = new Queue({
      name,
      arn: arnOf("sqs", name),
      clock: this.clock,
      findQueue: (arn) => this.byArn(arn),
    });
    queue.setAttributes(attributes);
    this.#queues.set(name, queue);
    return queue;
  }

  /** A queue of any account and region, for an ARN that a configuration names; the one that is there when there is one. */
  createForeign(arn: string): Queue {
    const name = arn.split(":").at(-1) ?? arn;
    const existing = this.byArn(arn);
    if (existing) return existing;
    const queue = new Queue({ name, arn, clock: this.clock, findQueue: (other) => this.byArn(other) });
    this.#foreign.set(arn, queue);
    return queue;
  }

  byName(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** The host of the URL does not matter, the path does. */
  byUrl(url: string): Queue {
    const [, account, name = ""] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
    const foreign = [...this.#foreign.values()].find(({ arn }) => arn.endsWith(`:${account}:${name}`));
    if (foreign) return foreign;
    if (account !== ACCOUNT) throw queueDoesNotExist();
    return this.byName(name);
  }

  byArn(arn: string): Queue | undefined {
    return this.#foreign.get(arn) ?? this.all().find((queue) => queue.arn === arn);
  }

  urlOf(queue: Queue): string {
    return this.urlOfName(queue.name);
  }

  /** URL that a queue of this name has, or will have. */
  urlOfName(name: string): string {
    return `${this.#endpoint()}/${ACCOUNT}/${name}`;
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  delete(queue: Queue): void {
    queue.close();
    this.#queues.delete(queue.name);
  }

  close(): void {
    for (const queue of [...this.all(), ...this.#foreign.values()]) queue.close();
  }
}

/** Creating a queue again is fine as long as nothing it asks for differs. */
function unchanged(queue: Queue, attributes: QueueAttributes): Queue {
  const asked = mergeAttributes(queue.attributes, attributes);
  const different = Object.keys(attributes).find((name) => asked[name] !== queue.attributes[name]);
  if (different) throw queueNameExists(different);
  return queue;
}
