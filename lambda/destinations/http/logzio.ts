import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import { eventObject } from "../../encode/event-text.ts";
import { ndjson } from "../../encode/framing.ts";
import { prependMembers } from "../../encode/json-members.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectLogzio } from "./family/inspect/logzio.ts";
import { urlOption } from "./family/options.ts";
import { isoTimeOf } from "./family/record-fields.ts";

/** Logz.io, bulk HTTPS listener. */
export const logzio = defineHttpPreset({
  type: "logzio",
  summary: "Logz.io bulk HTTPS listener: one record a line.",
  options: {
    url: urlOption("Listener of the region.", "https://listener.logz.io:8071"),
    secretArn: secretArn().meta({
      description: "Secret holding the shipping token, as plain text or in the JSON field `token`.",
    }),
    logType: z
      .string()
      .regex(/^[A-Za-z0-9_-]+$/, { error: "expected a log type" })
      .default("cloudtrail")
      .meta({ description: "`type` of every log, which chooses the parsing." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 5_000_000, maxBatchEvents: 1_000, maxEventBytes: 500_000 },
  largest: { maxBatchBytes: 10_000_000 },
  compressions: ["gzip", "none"],
  formats: () => "json",
  url: ({ url, logType }) => {
    const target = new URL(url);
    target.searchParams.set("type", logType);
    return target.href;
  },
  secretQuery: ({ secretArn: arn }) => ({ name: "token", secretArn: arn }),
  framing: () => ({
    ...ndjson,
    contentType: "text/plain",
    wrap: (event) => {
      const text = eventObject(event);
      return prependMembers(text, { "@timestamp": isoTimeOf(event) });
    },
  }),
  ok: [200],
  statuses: { 400: "read" },
  inspect: () => inspectLogzio,
});
