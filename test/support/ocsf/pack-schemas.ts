import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * Packs the resolved OCSF schemas of `../shared/ocsf` into `test/schemas/ocsf`:
 * `npx tsx test/support/ocsf/pack-schemas.ts`. Two files a version: the JSON Schemas with their definitions stored
 * once, and the rules of the compiled schema without its prose.
 */
const FROM = join("..", "shared", "ocsf");
const TO = join("test", "schemas", "ocsf");
const KEPT = new Set(["type", "object_type", "is_array", "requirement", "profiles", "enum", "sibling"]);

type Json = Record<string, unknown>;

for (const version of ["1.1.0", "1.8.0"]) {
  const folder = join(FROM, version);
  mkdirSync(join(TO, version), { recursive: true });
  write(version, "json-schema.json.gz", packSchemas(folder));
  write(version, "rules.json.gz", packRules(read(join(folder, "compiled.json"))));
}

function packSchemas(folder: string): Json {
  const definitions: Json = {};
  const classes: Json = {};
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".schema.json"))) {
    const { $defs, ...schema } = read(join(folder, name));
    Object.assign(definitions, $defs);
    classes[name.replace(".schema.json", "")] = schema;
  }
  return { classes, $defs: definitions };
}

function packRules(compiled: Json): Json {
  const { version, types, classes, objects } = compiled;
  return { version, types, classes: mapValues(classes, packEntry), objects: mapValues(objects, packEntry) };
}

function packEntry(entry: Json): Json {
  const { uid, caption, category_uid, category_name, profiles, constraints } = entry;
  const attributes = mapValues(entry.attributes, (attribute) => ({
    ...Object.fromEntries(Object.entries(attribute).filter(([key]) => KEPT.has(key))),
    ...(attribute["@deprecated"] ? { deprecated: true } : {}),
  }));
  return { uid, caption, category_uid, category_name, profiles, constraints, attributes };
}

function mapValues(value: unknown, change: (entry: Json) => Json): Json {
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, entry]) => [key, change(entry)]),
  );
}

function read(file: string): Json {
  return JSON.parse(readFileSync(file, "utf8")) as Json;
}

function write(version: string, name: string, content: Json): void {
  writeFileSync(join(TO, version, name), gzipSync(JSON.stringify(content), { level: 9 }));
}
