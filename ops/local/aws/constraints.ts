import { AwsError } from "./aws-error.ts";
import { isObject } from "./input.ts";
import type { JsonObject } from "./json-service.ts";

/** The words in which AWS's JSON services refuse what their model does not allow. */
export function constraintFailed(member: string, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    400,
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A list of objects with so many members. @throws {AwsError} `ValidationException` */
export function listOf(input: JsonObject, member: string, most: number): JsonObject[] {
  const value = input[member];
  if (value === undefined || value === null) throw constraintFailed(member, "Member must not be null");
  if (!Array.isArray(value) || !value.every(isObject))
    throw new AwsError("SerializationException", 400, `${member}: expected a list of structures`);
  if (value.length < 1) throw constraintFailed(member, "Member must have length greater than or equal to 1");
  if (value.length > most)
    throw constraintFailed(member, `Member must have length less than or equal to ${most}`);
  return value;
}

/** The bytes of a blob, which travels as base64. @throws {AwsError} */
export function blobOf(entry: JsonObject, member: string): Buffer {
  const text = entry[member];
  if (text === undefined || text === null) throw constraintFailed(member, "Member must not be null");
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new AwsError("SerializationException", 400, `${member}: expected base64`);
  return Buffer.from(text, "base64");
}
