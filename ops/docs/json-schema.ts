import { z } from "zod";
import { forwarderConfig } from "../../lambda/contract/config.ts";
import { type SchemaNode, typeOf, variantsOf } from "./schema-node.ts";

/** The JSON Schema for editors: parts that come again are written once. */
export function editorSchema(): unknown {
  const schema = z.toJSONSchema(forwarderConfig, { io: "input", unrepresentable: "any", reused: "ref" });
  return {
    $id: "https://cloudtrail-forwarder/configuration.schema.json",
    ...(withFormatNames(schema) as object),
  };
}

/** A format may be written as its name alone, which the schema of its long form does not say. */
function withFormatNames(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withFormatNames);
  if (typeof node !== "object" || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withFormatNames(value)]));
  const variants = variantsOf(node as SchemaNode);
  const names = variants.map(typeOf);
  if (!names.includes("raw") || !names.includes("ocsf")) return inner;
  const { oneOf, anyOf, ...rest } = inner;
  return { ...rest, anyOf: [{ type: "string", enum: names }, { oneOf: oneOf ?? anyOf }] };
}
