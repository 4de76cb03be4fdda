import { type SchemaNode, variantsOf } from "./schema-node.ts";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:siem-AbCdEf";

/** The smallest value that a node takes, from its examples; for the pages, whose test parses it. */
export function smallestExample(node: SchemaNode): unknown {
  if (node.const !== undefined) return node.const;
  if (node.examples?.[0] !== undefined) return node.examples[0];
  if (node.enum) return node.enum[0];
  const [variant] = variantsOf(node);
  if (variant) return smallestExample(variant);
  if (node.properties) {
    const required = new Set(node.required);
    const members = Object.entries(node.properties).filter(([name]) => required.has(name));
    return Object.fromEntries(members.map(([name, child]) => [name, smallestExample(child)]));
  }
  if (node.items) return [smallestExample(node.items)];
  if (node.type === "integer") return node.minimum;
  return /secretsmanager/.test(node.pattern ?? "") ? SECRET : "example";
}
