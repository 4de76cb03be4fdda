import { AwsError } from "./aws-error.ts";
import type { JsonObject } from "./json-service.ts";

export type { JsonObject };

/** Reads members of a request's input and refuses wrong types in the service's own words. */

export function optionalString(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalid(member, "a string", value);
  return value;
}

export function requiredString(input: JsonObject, member: string): string {
  const value = optionalString(input, member);
  if (value === undefined)
    throw new AwsError("MissingParameter", 400, `The request must contain the parameter ${member}.`);
  return value;
}

export function optionalNumber(
  input: JsonObject,
  member: string,
  [minimum, maximum]: readonly [number, number],
): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < minimum || number > maximum)
    throw invalid(member, `a whole number from ${minimum} to ${maximum}`, value);
  return number;
}

export function optionalStringMap(input: JsonObject, member: string): Record<string, string> {
  const value = input[member] ?? {};
  if (!isObject(value)) throw invalid(member, "a map of strings", value);
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

export function optionalList(input: JsonObject, member: string): readonly unknown[] {
  const value = input[member] ?? [];
  if (!Array.isArray(value)) throw invalid(member, "a list", value);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(member: string, expected: string, value: unknown): AwsError {
  return new AwsError(
    "InvalidParameterValue",
    400,
    `Value ${JSON.stringify(value)} for parameter ${member} is invalid. Reason: Must be ${expected}.`,
  );
}
