import { isObject } from "../aws/input.ts";
import { validationError } from "./dynamodb-errors.ts";

/** A value as DynamoDB's wire has it: `{"S":"…"}`, `{"N":"…"}`, … */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Item = Readonly<Record<string, AttributeValue>>;

const TYPES = new Set(["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"]);

/** @throws {AwsError} ValidationException for anything that DynamoDB would not store. */
export function readItem(value: unknown, member: string): Item {
  if (!isObject(value)) throw validationError(`${member} is missing or no map of attribute values`);
  for (const [name, attribute] of Object.entries(value)) readValue(attribute, name);
  return value as Item;
}

export function readValue(value: unknown, name: string): AttributeValue {
  const [[type, content] = ["", undefined], ...others] = isObject(value) ? Object.entries(value) : [];
  if (!TYPES.has(type) || others.length > 0)
    throw validationError(`${name} is no attribute value; expected exactly one of ${[...TYPES].join(", ")}`);
  if (type === "N" && (typeof content !== "string" || content === "" || Number.isNaN(Number(content))))
    throw validationError(`${name}: the parameter cannot be converted to a numeric value`);
  if ((type === "S" || type === "B") && typeof content !== "string")
    throw validationError(`${name}: expected text in ${type}`);
  return value as AttributeValue;
}

/** Below, at or above 0 as the first is less than, equal to or greater than the second; undefined for other types. */
export function compare(left: AttributeValue, right: AttributeValue): number | undefined {
  if (typeof left.N === "string" && typeof right.N === "string") return Number(left.N) - Number(right.N);
  if (typeof left.S === "string" && typeof right.S === "string")
    // DynamoDB orders text by its UTF-8 bytes.
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  return undefined;
}

export function isEqual(left: AttributeValue, right: AttributeValue): boolean {
  return compare(left, right) === 0 || JSON.stringify(left) === JSON.stringify(right);
}
