import type { PolicyStatement } from "../template/stack-plan.ts";
import { AwsError } from "./aws-error.ts";
import type { Authorize } from "./server.ts";
import type { AwsCall } from "./service.ts";

/** Who may do what, by access key id. A caller that is not registered is the operator, who may do everything. */
export class Permissions implements Authorize {
  readonly #statements = new Map<string, readonly PolicyStatement[]>();

  /** Lets the holder of an access key do only what these statements allow. Conditions are not looked at. */
  restrict(accessKeyId: string, statements: readonly PolicyStatement[]): void {
    this.#statements.set(accessKeyId, statements);
  }

  /** @throws {AwsError} access denied, in the words of the service. */
  check(accessKeyId: string | undefined, { action, resource, operation }: AwsCall): void {
    const statements = this.#statements.get(accessKeyId ?? "");
    if (statements && !isAllowed(statements, action, resource))
      throw accessDenied(action, `not authorized to perform ${action} on ${resource} (${operation})`);
  }

  /** Who may not list a bucket does not learn that a key is missing: S3 says denied instead. */
  disguise(accessKeyId: string | undefined, { resource }: AwsCall, error: AwsError): AwsError {
    const statements = this.#statements.get(accessKeyId ?? "");
    const bucket = resource.split("/")[0] ?? "";
    const isHidden =
      error.code === "NoSuchKey" && statements && !isAllowed(statements, "s3:ListBucket", bucket);
    return isHidden ? accessDenied("s3:GetObject", "Access Denied") : error;
  }
}

function isAllowed(statements: readonly PolicyStatement[], action: string, resource: string): boolean {
  const applies = (statement: PolicyStatement): boolean =>
    statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => matches(pattern, resource));
  const applying = statements.filter(applies);
  return applying.length > 0 && applying.every(({ effect }) => effect === "Allow");
}

/** IAM's wildcards: `*` for any text, `?` for one character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(text);
}

function accessDenied(action: string, message: string): AwsError {
  if (action.startsWith("s3:")) return new AwsError("AccessDenied", 403, message);
  const status = action.startsWith("sqs:") ? 403 : 400;
  return new AwsError("AccessDeniedException", status, message, { queryCode: "AccessDenied" });
}
