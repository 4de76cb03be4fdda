import { z } from "zod";
import type { DestinationDefinition } from "./define-destination.ts";
import { https } from "./https.ts";

/** Every destination. A literal list: no directory scan, no side-effect import. */
export const destinations = [https] as const satisfies readonly DestinationDefinition[];

export type DestinationType = (typeof destinations)[number]["type"];

export const destinationTypes: readonly DestinationType[] = destinations.map(
  (destination) => destination.type,
);

/** Options of one destination, `{ type, …options }`, without what every destination shares. */
export const destinationOptions = z.discriminatedUnion("type", [
  destinations[0].config,
  ...destinations.slice(1).map((destination) => destination.config),
]);

export type DestinationOptions = z.output<typeof destinationOptions>;

/** The definition that the options name. */
export function destinationOf(options: { readonly type: string }): DestinationDefinition {
  const definition: DestinationDefinition | undefined = destinations.find(
    ({ type }) => type === options.type,
  );
  if (!definition)
    throw new Error(`unknown destination type "${options.type}"; accepted: ${destinationTypes.join(", ")}`);
  return definition;
}
