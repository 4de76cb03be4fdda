import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventObject } from "../../encode/event-text.ts";
import { jsonArray } from "../../encode/framing.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectHoneycomb } from "./family/inspect/honeycomb.ts";
import { isoTimeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Honeycomb, batched events. */
export const honeycomb = defineHttpPreset({
  type: "honeycomb",
  summary: "Honeycomb batched events, with a result for each event.",
  options: {
    dataset: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, { error: "expected the name of a dataset" })
      .default("cloudtrail")
      .meta({ description: "Dataset that events go to." }),
    endpoint: endpointUrl()
      .default("https://api.honeycomb.io")
      .meta({ description: "Address of the API, without a path." }),
    secretArn: secretArn().meta({
      description: "Secret holding an ingest key, as plain text or in the JSON field `token`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 100_000, maxBatchEvents: 100, maxEventBytes: 90_000 },
  largest: { maxBatchBytes: 5_000_000, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  formats: () => "json",
  url: ({ endpoint, dataset }) => joinUrl(endpoint, `/1/batch/${dataset}`),
  auth: ({ secretArn: arn }) => [
    { kind: "header", header: "x-honeycomb-team", secretArn: arn, field: "token" },
  ],
  framing: () => ({
    ...jsonArray,
    wrap: (event) => {
      const iso = isoTimeOf(event);
      const time = iso === undefined ? "" : `"time":"${iso}",`;
      return `{${time}"data":${eventObject(event)}}`;
    },
  }),
  ok: [200],
  inspect: () => inspectHoneycomb,
});
