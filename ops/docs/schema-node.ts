import { z } from "zod";
import { forwarderConfig } from "../../lambda/contract/config.ts";

/** A node of the configuration's JSON Schema, as far as the pages need it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** What a person may write: defaults left out, every part in its place. */
export const configSchema = z.toJSONSchema(forwarderConfig, {
  io: "input",
  unrepresentable: "any",
  reused: "inline",
}) as SchemaNode;

/** The members of a union; none when it is none. */
export function variantsOf(node: SchemaNode): readonly SchemaNode[] {
  return node.oneOf ?? node.anyOf ?? [];
}

/** The word that tells the members of a union apart. */
export function typeOf(node: SchemaNode): string | undefined {
  const { const: only, enum: several } = node.properties?.type ?? {};
  if (typeof only === "string") return only;
  return several?.map(String).join(" | ");
}

/** The destinations of the schema by type. */
export const destinationNodes: ReadonlyMap<string, SchemaNode> = new Map(
  variantsOf(additional(configSchema.properties?.destinations)).map((node) => [typeOf(node) ?? "", node]),
);

function additional(node: SchemaNode | undefined): SchemaNode {
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : {};
}
