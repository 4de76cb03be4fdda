import { AwsError } from "./aws-error.ts";

/** Gets what a resource was sent, in order; what it returns is waited for before the sender gets its answer. */
export type Taker = (entries: readonly Buffer[]) => void | Promise<void>;

/** What a resource is like, beyond its name. */
export interface ResourceSettings {
  /** Largest record that it takes, where that is a setting of the resource. */
  readonly maxRecordBytes?: number;
  /** Takes over what comes; without one it stays in `kept`. */
  readonly onEntries?: Taker;
}

/** Something of the emulated account that takes data: a stream, a bus, a log group. */
export class Resource {
  readonly arn: string;
  readonly settings: ResourceSettings;
  /** Everything that came, unless somebody takes it over. */
  readonly kept: Buffer[] = [];

  constructor(arn: string, settings: ResourceSettings) {
    this.arn = arn;
    this.settings = settings;
  }

  async take(entries: readonly Buffer[]): Promise<void> {
    if (this.settings.onEntries) await this.settings.onEntries(entries);
    else this.kept.push(...entries);
  }
}

/**
 * The resources of one kind, by ARN. A name finds them in the region that the request was signed for, in whatever account:
 * the emulation plays the account that the ARNs of a configuration name.
 */
export class ResourceStore {
  readonly #resources = new Map<string, Resource>();
  readonly #prefix: string;

  /** @param prefix what stands before the name in the last part of the ARN: `stream/` */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Creates a resource; the one that is there already when there is one. */
  create(arn: string, settings: ResourceSettings = {}): Resource {
    const resource = this.#resources.get(arn) ?? new Resource(arn, settings);
    this.#resources.set(arn, resource);
    return resource;
  }

  /** By ARN, or by name in a region. */
  find(id: string, region: string | undefined): Resource | undefined {
    if (id.startsWith("arn:")) return this.#resources.get(id);
    return [...this.#resources.values()].find(({ arn }) => {
      const [, , , itsRegion, , ...resource] = arn.split(":");
      return itsRegion === region && resource.join(":") === this.#prefix + id;
    });
  }

  /** @throws {AwsError} `ResourceNotFoundException` with these words */
  get(id: string, region: string | undefined, message: string): Resource {
    const found = this.find(id, region);
    if (!found) throw new AwsError("ResourceNotFoundException", 400, message);
    return found;
  }
}
