import type { Properties } from "./template.ts";

/** One resource with its intrinsic functions resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly properties: Properties;
}

/** Gives the resources of a type. */
export type ResourcesOfType = (type: string) => ResolvedResource[];
