import { planDestinations } from "../destinations/plan-destinations.ts";
import type { TargetsPlan } from "../destinations/targets.ts";

interface Facts {
  readonly secrets: ReadonlyMap<string, string>;
  readonly standIns: boolean;
}

/** What of a context is played on this machine. Loads the schema, which a context without destinations does not need. */
export async function planTargets(
  context: Readonly<Record<string, unknown>>,
  facts: Facts,
): Promise<TargetsPlan> {
  const { readSettings, readTree } = await import("../../../lib/context.ts");
  const { exampleOf } = await import("../../docs/pages.ts");
  const { tree } = readTree(context);
  const destinations = planDestinations(tree, facts);
  const hasOthers = Object.keys(tree.destinations ?? {}).length > destinations.length;
  return { destinations, hasOthers, context, readSettings, exampleOf, secrets: facts.secrets };
}
