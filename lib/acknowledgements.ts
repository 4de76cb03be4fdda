import { Stack, Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { Statement } from "./policies/statement.ts";

/**
 * Records why a rule of a rule pack (cdk-nag and alike) is not followed by one construct.
 *
 * Rules are given by id; a rule that reports several findings takes the finding's own id in brackets.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}

/** Records why the wildcards in the resources of these statements are as narrow as they can be. */
export function acknowledgeWildcards(
  construct: IConstruct,
  statements: readonly Statement[],
  reason: string,
): void {
  const stack = Stack.of(construct);
  const wildcards = statements
    .flatMap(({ Resource }) => Resource)
    .map((resource) => flatten(stack.resolve(resource)))
    .filter((resource) => resource.includes("*"));
  for (const resource of new Set(wildcards))
    acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${resource}]`]: reason });
}

/** A resolved value as cdk-nag spells it in a finding's id: references in angle brackets, joined. */
function flatten(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const [[key, argument] = ["", undefined]] = Object.entries(value);
  if (key === "Ref") return `<${argument}>`;
  if (key === "Fn::GetAtt" && Array.isArray(argument)) return `<${argument.join(".")}>`;
  if (key === "Fn::Join" && Array.isArray(argument)) return argument[1].map(flatten).join(argument[0]);
  return JSON.stringify(value);
}
