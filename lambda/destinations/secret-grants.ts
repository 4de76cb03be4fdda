import type { Grant } from "./define-destination.ts";

/** The right to read these secrets: one statement a service, so that each action stands beside the resources it is for. */
export function secretGrants(arns: readonly (string | undefined)[]): Grant[] {
  const distinct = [...new Set(arns.filter((arn) => arn !== undefined))];
  const isParameter = (arn: string) => arn.split(":")[2] === "ssm";
  return [
    { actions: ["secretsmanager:GetSecretValue"], resources: distinct.filter((arn) => !isParameter(arn)) },
    { actions: ["ssm:GetParameter"], resources: distinct.filter(isParameter) },
  ].filter(({ resources }) => resources.length > 0);
}
