import { z } from "zod";
import { forwarderConfig } from "../lambda/contract/config.ts";

/** What the configuration schema accepts at a path, in words; read from its JSON Schema, so it cannot drift. */

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

type Path = readonly PropertyKey[];

// A transform hides its output and a preprocess its input, so both views are asked.
const views = (["input", "output"] as const).map(
  (io) => z.toJSONSchema(forwarderConfig, { io, unrepresentable: "any", reused: "inline" }) as SchemaNode,
);

/** "a whole number from 30 to 900", "one of "gzip", "none"", …; undefined where the schema does not say. */
export function expectedAt(path: Path, tree: unknown): string | undefined {
  return firstDefined(views, (root) => {
    const words = nodesAt(root, path, tree).flatMap(describe);
    return words.length > 0 ? [...new Set(words)].join(" or ") : undefined;
  });
}

/** The keys of the object at the path; empty where keys are free. */
export function acceptedKeysAt(path: Path, tree: unknown): string[] {
  const found = firstDefined(views, (root) => {
    const keys = nodesAt(root, path, tree).flatMap((node) => Object.keys(node.properties ?? {}));
    return keys.length > 0 ? [...new Set(keys)] : undefined;
  });
  return found ?? [];
}

function firstDefined<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Value | undefined,
): Value | undefined {
  for (const item of items) {
    const value = read(item);
    if (value !== undefined) return value;
  }
  return undefined;
}

function nodesAt(root: SchemaNode, path: Path, tree: unknown): SchemaNode[] {
  let nodes = variants(root, tree);
  let value: unknown = tree;
  for (const segment of path) {
    value = memberOf(value, segment);
    nodes = nodes.flatMap((node) => childOf(node, segment)).flatMap((child) => variants(child, value));
  }
  return nodes;
}

function childOf(node: SchemaNode, segment: PropertyKey): SchemaNode[] {
  if (typeof segment === "number") return node.items ? [node.items] : [];
  const named = node.properties?.[String(segment)];
  if (named) return [named];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

/** The members of a union; only those whose `type` is the value's, where one is. */
function variants(node: SchemaNode, value: unknown): SchemaNode[] {
  const members = node.anyOf ?? node.oneOf;
  if (!members) return [node];
  const all = members.flatMap((member) => variants(member, value));
  const type = memberOf(value, "type");
  const chosen = all.filter((member) => type !== undefined && member.properties?.type?.const === type);
  return chosen.length > 0 ? chosen : all;
}

function memberOf(value: unknown, segment: PropertyKey): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, segment) ? Reflect.get(value, segment) : undefined;
}

function describe(node: SchemaNode): string[] {
  if (node.const !== undefined) return [JSON.stringify(node.const)];
  if (node.enum) return [`one of ${node.enum.map((item) => JSON.stringify(item)).join(", ")}`];
  switch (node.type) {
    case "integer":
      return [`a whole number from ${node.minimum} to ${node.maximum}`];
    case "number":
      return ["a number"];
    case "boolean":
      return ["true or false"];
    case "string":
      return ["text"];
    case "array":
      return ["a list"];
    case "object":
      return ["an object"];
    default:
      return [];
  }
}
