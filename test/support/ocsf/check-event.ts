import type { ValidateFunction } from "ajv/dist/2020.js";
import { ruleFaults } from "./rule-check.ts";
import { compileSchemas, type Rules, readRules, type Version } from "./schemas.ts";

const compiled = new Map<Version, { schemas: Map<number, ValidateFunction>; rules: Rules }>();

/** Everything that is wrong with an OCSF event, by its JSON Schema and by OCSF's own rules; nothing when it is valid. */
export function eventFaults(text: string, version: Version): string[] {
  const event = JSON.parse(text) as Record<string, unknown>;
  const { schemas, rules } = schemasOf(version);
  const validate = schemas.get(Number(event.class_uid));
  if (!validate) return [`no schema for class_uid ${JSON.stringify(event.class_uid)}`];
  const schemaFaults = validate(event)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath} ${message}`);
  return [...schemaFaults, ...ruleFaults(event, rules)];
}

function schemasOf(version: Version) {
  let entry = compiled.get(version);
  if (!entry) {
    entry = { schemas: compileSchemas(version), rules: readRules(version) };
    compiled.set(version, entry);
  }
  return entry;
}
