import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { PolicyStatement } from "./stack-plan.ts";
import { isProperties, type Properties } from "./template.ts";

/** Every statement of a role: its own policies, and the policies of the stack that name it. */
export function readStatements(
  roleArn: string,
  ofType: ResourcesOfType,
  intrinsics: Intrinsics,
): PolicyStatement[] {
  const roles = ofType("AWS::IAM::Role").filter(({ logicalId }) => intrinsics.arnOf(logicalId) === roleArn);
  const own = roles.flatMap(({ properties }) => listOf(properties.Policies));
  const names = roles.map(({ logicalId }) => intrinsics.nameOf(logicalId));
  const attached = [...ofType("AWS::IAM::Policy"), ...ofType("AWS::IAM::ManagedPolicy")]
    .map(({ properties }) => properties)
    .filter(({ Roles }) => Array.isArray(Roles) && Roles.some((role) => names.includes(String(role))));
  return [...own, ...attached].flatMap(({ PolicyDocument: document }) =>
    listOf(isProperties(document) ? document.Statement : undefined).map(statementOf),
  );
}

/** A statement without its conditions. */
export function statementOf(statement: Properties): PolicyStatement {
  return {
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    actions: textsOf(statement.Action),
    resources: textsOf(statement.Resource),
  };
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function listOf(value: unknown): Properties[] {
  return (Array.isArray(value) ? value : [value]).filter(isProperties);
}
