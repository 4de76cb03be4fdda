import { z } from "zod";
import { wholeNumber } from "../contract/fields.ts";
import { defineFormat } from "./define-format.ts";
import { envelopeFields, flatEnvelope } from "./envelope.ts";
import { type FlattenRules, visitRecord } from "./flatten.ts";
import { memberKey, quote } from "./json-text.ts";

const options = z.strictObject({
  type: z.literal("flat").meta({ description: "Selects this format." }),
  arrays: z.enum(["index", "join", "json"]).default("index").meta({
    description:
      "Arrays as one key per element (`resources.0.ARN`), scalars joined with commas (other arrays as JSON text), or JSON text.",
  }),
  maxArrayItems: wholeNumber(1, 1_000_000).optional().meta({
    description:
      "Longest array that gets a key per element; a longer one becomes JSON text. Left out: no limit.",
  }),
  payloads: z.enum(["expand", "text"]).default("expand").meta({
    description:
      "`requestParameters` and `responseElements` as keys of their own, or as JSON text under one key each: they have thousands of different paths.",
  }),
  keys: z.enum(["escape", "replace"]).default("escape").meta({
    description:
      "Dots and backslashes inside of a key get a backslash, so that the record can be rebuilt; or dots, `=` and control characters become `_`.",
  }),
  empty: z
    .enum(["drop", "keep"])
    .default("drop")
    .meta({ description: "Empty objects and arrays: left out, or kept as `{}` and `[]`." }),
  ...envelopeFields,
});

const TEXT_PAYLOADS = new Set(["requestParameters", "responseElements"]);

/** One level: the record's own names, joined by dots, with scalar values; see `docs/formats/flat.md`. */
export const flat = defineFormat({
  type: "flat",
  summary: "One level of JSON: dotted keys, arrays by index, values as CloudTrail wrote them.",
  output: "json",
  options,
  envelope: flatEnvelope,
  create: (settings) => {
    const rules = rulesOf(settings);
    const isText = settings.payloads === "text";
    return {
      keepsAscii: true,
      normalize: ({ value: record }) => {
        const names = settings.keys === "escape" ? undefined : new Set<string>();
        let members = "";
        visitRecord(isText ? withTextPayloads(record) : record, rules, (path, leaf) => {
          const key = names === undefined ? path : unusedName(path, names);
          members += `${members === "" ? "" : ","}${memberKey(key)}${leafJson(leaf)}`;
        });
        return `{${members}}`;
      },
    };
  },
});

function rulesOf({ arrays, maxArrayItems, keys, empty }: z.output<typeof options>): FlattenRules {
  return {
    separator: ".",
    step: keys === "escape" ? escapedStep : replacedStep,
    keepsEmpty: empty === "keep",
    arrayLeaf: (items) => {
      if (arrays === "index" && items.length <= (maxArrayItems ?? Number.POSITIVE_INFINITY)) return undefined;
      const isJoined = arrays === "join" && items.every((item) => item !== null && typeof item !== "object");
      return isJoined ? items.join(",") : JSON.stringify(items);
    },
  };
}

/** A backslash in front of dots, backslashes and keys that look like an array index. */
function escapedStep(key: string): string {
  if (!/^\d+$|[.\\]/.test(key)) return key;
  return /^\d+$/.test(key) ? `\\${key}` : key.replace(/[.\\]/g, "\\$&");
}

// Everything but control characters, "." and "=".
const PLAIN_KEY = /^[\x20-\x2d\x2f-\x3c\x3e-\x7e\u00a0-\uffff]*$/;

function replacedStep(key: string): string {
  if (PLAIN_KEY.test(key)) return key;
  return key.replace(/[^\x20-\x2d\x2f-\x3c\x3e-\x7e\u00a0-\uffff]/g, "_");
}

function unusedName(path: string, names: Set<string>): string {
  let name = path;
  for (let count = 2; names.has(name); count++) name = `${path}_${count}`;
  names.add(name);
  return name;
}

/** A copy of the top level with the payloads as JSON text. */
function withTextPayloads(record: object): object {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const isPayload = TEXT_PAYLOADS.has(key) && typeof value === "object" && value !== null;
      const isEmpty = isPayload && Object.keys(value).length === 0;
      return [key, isPayload && !isEmpty ? JSON.stringify(value) : value];
    }),
  );
}

function leafJson(leaf: unknown): string {
  return typeof leaf === "string" ? quote(leaf) : JSON.stringify(leaf);
}
