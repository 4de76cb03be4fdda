import { PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Statement } from "./policies/statement.ts";

/** The JSON statements of `lib/policies/` as the CDK takes them. */
export function toPolicyStatement(statement: Statement): PolicyStatement {
  return PolicyStatement.fromJson(statement);
}

export function toPolicyDocument(statements: readonly Statement[]): PolicyDocument {
  return new PolicyDocument({ statements: statements.map(toPolicyStatement) });
}
