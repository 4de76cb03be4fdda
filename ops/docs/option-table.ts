import { type SchemaNode, typeOf, variantsOf } from "./schema-node.ts";

/** One row of a page: an option, what it takes, and what it means. */
export interface OptionRow {
  /** Names joined by dots; the member of a union stands in brackets. */
  readonly path: string;
  readonly accepts: string;
  readonly fallback: string;
  readonly description: string;
}

/** Patterns that readers know by a name. */
const KNOWN_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/secretsmanager.*ssm/, "ARN of a secret or parameter"],
  [/:kms:/, "KMS key"],
  [/^\^?arn:|arn:\[?/, "ARN"],
];

/** Every option below a node, parents before their members. */
export function optionRows(node: SchemaNode, path = "", skip: ReadonlySet<string> = new Set()): OptionRow[] {
  const required = new Set(node.required);
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const full = path === "" ? name : `${path}.${name}`;
    return skip.has(full) ? [] : [rowOf(full, child, required.has(name)), ...childRows(full, child)];
  });
}

/** The rows as a table. */
export function optionTable(rows: readonly OptionRow[]): string {
  const lines = rows.map(
    ({ path, accepts, fallback, description }) =>
      `| \`${path}\` | ${cell(accepts)} | ${cell(fallback)} | ${cell(description)} |`,
  );
  return ["| option | takes | default | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function childRows(path: string, node: SchemaNode): OptionRow[] {
  const variants = variantsOf(node).filter(({ properties }) => properties);
  if (variants.length > 0)
    return variants.flatMap((variant) =>
      optionRows(variant, `${path}(${typeOf(variant) ?? "…"})`, new Set()),
    );
  if (node.properties) return optionRows(node, path);
  if (node.items) return childRows(`${path}[]`, node.items);
  if (typeof node.additionalProperties === "object")
    return childRows(`${path}.<name>`, node.additionalProperties);
  return [];
}

function rowOf(path: string, node: SchemaNode, isRequired: boolean): OptionRow {
  const example = node.examples?.[0];
  const shown = example === undefined ? "" : ` Example: \`${JSON.stringify(example)}\`.`;
  return {
    path,
    accepts: accepts(node),
    fallback: node.default === undefined ? (isRequired ? "**required**" : "") : fallbackOf(node.default),
    description: (node.description ?? "") + shown,
  };
}

function fallbackOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? "see below" : `\`${text}\``;
}

/** What a node takes, in words. */
export function accepts(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum) return node.enum.map((item) => `\`${JSON.stringify(item)}\``).join(", ");
  const variants = variantsOf(node);
  if (variants.length > 0) return [...new Set(variants.map(accepts))].join(", or ");
  switch (node.type) {
    case "integer":
      return `whole number, ${node.minimum} to ${node.maximum}`;
    case "number":
      return "number";
    case "boolean":
      return "true or false";
    case "array":
      return `list of ${node.items ? accepts(node.items) : "anything"}`;
    case "object":
      return node.properties ? "object" : "object: name → value";
    case "string":
      return KNOWN_PATTERNS.find(([pattern]) => pattern.test(node.pattern ?? ""))?.[1] ?? "text";
    default:
      return "anything";
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
