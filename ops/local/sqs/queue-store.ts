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

  byName(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** The host of the URL does not matter, the path does. */
  byUrl(url: string): Queue {
    const found = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w-]+)$/.exec(url);
    if (found?.[1] !== ACCOUNT) throw queueDoesNotExist();
    return this.byName(found[2] ?? "");
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
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
    for (const queue of this.all()) queue.close();
  }
}

/** Creating a queue again is fine as long as nothing it asks for differs. */
function unchanged(queue: Queue, attributes: QueueAttributes): Queue {
  const asked = mergeAttributes(queue.attributes, attributes);
  const different = Object.keys(attributes).find((name) => asked[name] !== queue.attributes[name]);
  if (different) throw queueNameExists(different);
  return queue;
}
