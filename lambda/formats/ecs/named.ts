import type { Targets } from "./user.ts";

/** Whom and what a record names beside the caller and the place that the call came from. */
export interface Named {
  readonly targets: Targets;
  readonly groupName?: string;
  readonly groupId?: string;
  /** An address that the service states. */
  readonly address?: string;
  /** The host that the client asked for. */
  readonly askedHost?: string;
  /** Further hosts and EC2 instances, in Elastic's order; some of them more than once. */
  readonly hosts: readonly string[];
}

export const NOBODY_ELSE: Named = { targets: {}, hosts: [] };
