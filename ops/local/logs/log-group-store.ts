import { AwsError } from "../aws/aws-error.ts";
import { type Resource, type ResourceSettings, ResourceStore } from "../aws/resource-store.ts";

/** Log groups and the streams in them. */
export class LogGroupStore {
  readonly #groups = new ResourceStore("log-group:");
  readonly #streams = new Map<Resource, Set<string>>();

  /** @param arn without `:*` at its end */
  create(arn: string, settings?: ResourceSettings): Resource {
    return this.#groups.create(arn, settings);
  }

  get(name: string, region: string | undefined): Resource {
    return this.#groups.get(name, region, "The specified log group does not exist.");
  }

  streamsOf(group: Resource): ReadonlySet<string> {
    return this.#streams.get(group) ?? new Set();
  }

  createStream(group: Resource, name: string): void {
    const streams = this.#streams.get(group) ?? new Set();
    if (streams.has(name))
      throw new AwsError("ResourceAlreadyExistsException", 400, "The specified log stream already exists");
    this.#streams.set(group, streams.add(name));
  }
}
