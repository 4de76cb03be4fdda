import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import { ndjson } from "../../encode/framing.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";

const word = () => z.string().regex(/^[\x20-\x7e]+$/, { error: "expected one line of ASCII text" });

/** Sumo Logic, HTTP source. */
export const sumologic = defineHttpPreset({
  type: "sumologic",
  summary: "Sumo Logic hosted collector, HTTP source: one record a line.",
  options: {
    urlSecretArn: secretArn().meta({
      description:
        "Secret holding the source's URL, which is its credential; plain text or the JSON field `url`.",
    }),
    category: word().default("aws/cloudtrail").meta({ description: "Source category (`X-Sumo-Category`)." }),
    sourceName: word()
      .optional()
      .meta({ description: "Source name (`X-Sumo-Name`); left out, the source's own." }),
    sourceHost: word()
      .optional()
      .meta({ description: "Source host (`X-Sumo-Host`); left out, the source's own." }),
    fields: z
      .record(
        z.string().regex(/^[\w.-]+$/, { error: "expected the name of a field" }),
        word().regex(/^[^,]*$/, { error: "expected text without a comma" }),
      )
      .default({})
      .meta({ description: "Further fields (`X-Sumo-Fields`)." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  url: ({ urlSecretArn }) => ({ secretArn: urlSecretArn }),
  requestHeaders: ({ category, sourceName, sourceHost, fields }): Record<string, string> => {
    const list = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    return {
      "x-sumo-category": category,
      ...(sourceName && { "x-sumo-name": sourceName }),
      ...(sourceHost && { "x-sumo-host": sourceHost }),
      ...(list.length > 0 && { "x-sumo-fields": list.join(",") }),
    };
  },
  framing: () => ({ ...ndjson, contentType: "application/json" }),
  ok: [200],
});
