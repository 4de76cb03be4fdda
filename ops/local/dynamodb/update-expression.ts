import { notImplemented } from "../aws/aws-error.ts";
import type { Item } from "./attribute-value.ts";
import { validationError } from "./dynamodb-errors.ts";
import type { Placeholders } from "./expression.ts";

const ASSIGNMENT = /^\s*([#\w-]+)\s*=\s*(:[\w-]+)\s*$/;

/**
 * The item after an update of the form `SET a = :x, #b = :y`.
 * @throws {AwsError} 501 for any other update.
 */
export function applyUpdate(text: string, item: Item, { names, values }: Placeholders): Item {
  const list = /^\s*SET\s+(.*)$/is.exec(text)?.[1];
  if (list === undefined) throw notImplemented(`the DynamoDB update ${text}`);
  const changes = list.split(",").map((assignment) => {
    const [, target = "", source = ""] = ASSIGNMENT.exec(assignment) ?? [];
    if (!target) throw notImplemented(`the DynamoDB update ${assignment.trim()}`);
    const name = target.startsWith("#") ? names[target] : target;
    const value = values[source];
    if (name === undefined || !value) throw validationError(`undefined placeholder in ${assignment.trim()}`);
    return [name, value] as const;
  });
  return { ...item, ...Object.fromEntries(changes) };
}
