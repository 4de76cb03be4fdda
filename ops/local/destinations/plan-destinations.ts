import { type DestinationType, destinations } from "../../../lambda/destinations/registry.ts";
import { isObject, type JsonObject } from "../aws/input.ts";
import { vendors } from "../vendors/registry.ts";
import type { Vendor } from "../vendors/vendor.ts";

/** Who plays a destination: a vendor's stand-in, a socket, or the emulated AWS. */
export type Role =
  | { readonly kind: "vendor"; readonly vendor: Vendor }
  | { readonly kind: "stream" }
  | { readonly kind: "aws" };

/** A destination of the configuration that this machine plays. */
export interface PlannedDestination {
  readonly name: string;
  readonly type: DestinationType;
  /** Its options as the configuration has them: not all of them, and not parsed. */
  readonly given: JsonObject;
  readonly role: Role;
}

export interface PlanFacts {
  /** ARNs whose values were given. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Plays a destination even where the configuration names an address. */
  readonly standIns: boolean;
}

/**
 * Which destinations are played here. What the configuration names is used: a destination with an address (or with the secret
 * that holds it) gets its events there. All others are played; so is everything that is AWS.
 */
export function planDestinations(tree: JsonObject, facts: PlanFacts): PlannedDestination[] {
  const configured = isObject(tree.destinations) ? Object.entries(tree.destinations) : [];
  return configured.flatMap(([name, given]) => {
    const type = destinations.find((known) => isObject(given) && known.type === given.type)?.type;
    // What the schema refuses is told by the schema.
    if (!isObject(given) || type === undefined) return [];
    const role = roleOf(type);
    const isPlayed = role.kind === "aws" || facts.standIns || !namesAddress(role, given, facts);
    return isPlayed ? [{ name, type, given, role }] : [];
  });
}

/** Who plays a type. A socket is told by its option `host`. */
export function roleOf(type: DestinationType): Role {
  const vendor = vendors.find((candidate) => candidate.type === type);
  if (vendor) return { kind: "vendor", vendor };
  const definition = destinations.find((candidate) => candidate.type === type);
  return definition && "host" in definition.config.shape ? { kind: "stream" } : { kind: "aws" };
}

function namesAddress(role: Role, given: JsonObject, { secrets }: PlanFacts): boolean {
  if (secrets.has(String(given.urlSecretArn))) return true;
  const names = role.kind === "vendor" ? Object.keys(role.vendor.address("https://127.0.0.1")) : ["host"];
  return names.some((name) => given[name] !== undefined);
}
