import { AwsError } from "../aws/aws-error.ts";
import type { QueueClock } from "../clock.ts";
import { Bucket } from "./bucket.ts";
import { noSuchBucket } from "./s3-errors.ts";

/** Hands a notification to the queue or topic of this ARN. @throws {AwsError} when there is none. */
export type DeliverNotification = (targetArn: string, body: string) => void;

export interface BucketStoreOptions {
  readonly clock: QueueClock;
  /** Folder for the bodies of large objects; its owner removes it. */
  readonly folder: string;
  readonly deliver: DeliverNotification;
  /** Whether a notification may name this target. */
  readonly targetExists: (targetArn: string) => boolean;
}

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Every bucket of the emulated account. */
export class BucketStore {
  readonly options: BucketStoreOptions;
  readonly #buckets = new Map<string, Bucket>();
  #sequence = 0;

  constructor(options: BucketStoreOptions) {
    this.options = options;
  }

  create(name: string): Bucket {
    if (!NAME.test(name))
      throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", {
        details: { BucketName: name },
      });
    if (this.#buckets.has(name))
      throw new AwsError(
        "BucketAlreadyOwnedByYou",
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
        { details: { BucketName: name } },
      );
    const bucket = new Bucket(name, this.options.clock.now());
    this.#buckets.set(name, bucket);
    return bucket;
  }

  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  delete(name: string): void {
    if (!this.get(name).isEmpty)
      throw new AwsError("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", {
        details: { BucketName: name },
      });
    this.#buckets.delete(name);
  }

  list(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Grows with every write; comparable, as text, between notifications of one key. */
  nextSequencer(): string {
    this.#sequence += 1;
    return (this.options.clock.now() * 4096 + (this.#sequence % 4096))
      .toString(16)
      .toUpperCase()
      .padStart(18, "0");
  }
}
