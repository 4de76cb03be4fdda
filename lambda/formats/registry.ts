import { z } from "zod";
import { cef } from "./cef.ts";
import type { Format, FormatDefinition } from "./define-format.ts";
import { ecs } from "./ecs/index.ts";
import { extrasOf } from "./envelope.ts";
import { flat } from "./flat.ts";
import { fortisiem } from "./fortisiem.ts";
import { leef } from "./leef.ts";
import { ocsf } from "./ocsf/index.ts";
import { raw } from "./raw.ts";

/** Every output format. A literal list: no directory scan, no side-effect import. */
export const formats = [
  raw,
  ocsf,
  ecs,
  flat,
  fortisiem,
  cef,
  leef,
] as const satisfies readonly FormatDefinition[];

export type FormatType = (typeof formats)[number]["type"];

export const formatTypes: readonly FormatType[] = formats.map((format) => format.type);

/** Options of one format, `{ type, …options }`. */
export const formatOptions = z.discriminatedUnion("type", [
  formats[0].options,
  ...formats.slice(1).map((format) => format.options),
]);

export type FormatOptions = z.output<typeof formatOptions>;

/** A format's name, or its name with options. Always parses to the long form. */
export function formatField() {
  return z.preprocess((value) => (typeof value === "string" ? { type: value } : value), formatOptions);
}

/** The format that the options name. */
export function createFormat(options: FormatOptions): Format {
  const definition: FormatDefinition | undefined = formats.find((format) => format.type === options.type);
  if (!definition) throw new Error(`unknown format "${options.type}"; accepted: ${formatTypes.join(", ")}`);
  const format = definition.create(options);
  const { envelope } = definition;
  if (!envelope) return format;
  const asked = {
    provenance: "provenance" in options && options.provenance,
    includeRaw: "includeRaw" in options && options.includeRaw,
  };
  const isAsked = asked.provenance || asked.includeRaw;
  return {
    reads: isAsked ? undefined : format.reads,
    keepsAscii: format.keepsAscii,
    normalize: (record, source, enrichment) => {
      const event = format.normalize(record, source, enrichment);
      if (!isAsked && enrichment === undefined) return event;
      const extras = extrasOf(asked, record, source, enrichment);
      const isEmpty = extras.provenance.length === 0 && extras.raw === undefined;
      return isEmpty ? event : envelope(event, extras, record);
    },
  };
}
