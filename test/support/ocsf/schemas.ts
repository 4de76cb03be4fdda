import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export const versions = ["1.8.0", "1.1.0"] as const;
export type Version = (typeof versions)[number];

/** An attribute of the compiled OCSF schema. */
export interface Attribute {
  readonly type: string;
  readonly object_type?: string;
  readonly is_array?: boolean;
  readonly requirement: "required" | "recommended" | "optional";
  readonly profiles?: readonly string[];
  /** Captions by value. */
  readonly enum?: Readonly<Record<string, string>>;
  /** The attribute that holds the enum's caption. */
  readonly sibling?: string;
  readonly deprecated?: boolean;
}

/** A class or an object of the compiled OCSF schema. */
export interface Entry {
  readonly uid?: number;
  readonly caption: string;
  readonly category_uid?: number;
  readonly category_name?: string;
  readonly profiles?: readonly string[];
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] };
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The compiled schema without its prose. */
export interface Rules {
  readonly version: string;
  readonly types: Readonly<
    Record<
      string,
      {
        readonly type?: string;
        readonly regex?: string;
        readonly max_len?: number;
        readonly range?: readonly number[];
      }
    >
  >;
  readonly classes: Readonly<Record<string, Entry>>;
  readonly objects: Readonly<Record<string, Entry>>;
}

/** The rules of a version. */
export function readRules(version: Version): Rules {
  return unpack(version, "rules.json.gz") as Rules;
}

/** A JSON Schema validator for each class of a version, by class uid. */
export function compileSchemas(version: Version): Map<number, ValidateFunction> {
  const packed = unpack(version, "json-schema.json.gz") as {
    classes: Record<string, object>;
    $defs: Record<string, unknown>;
  };
  const rules = readRules(version);
  const validators = new Map<number, ValidateFunction>();
  for (const [name, schema] of Object.entries(packed.classes)) {
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
    validators.set(rules.classes[name]?.uid ?? -1, ajv.compile({ ...schema, $defs: packed.$defs }));
  }
  return validators;
}

function unpack(version: Version, name: string): unknown {
  const file = join(__dirname, "..", "..", "schemas", "ocsf", version, name);
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
}
