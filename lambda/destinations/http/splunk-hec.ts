import { z } from "zod";
import { secretArn, wholeNumber } from "../../contract/fields.ts";
import { bearer } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { hecFraming, hecOptions } from "./family/hec-event.ts";
import { hecInspector } from "./family/inspect/hec.ts";
import { urlOption } from "./family/options.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Splunk Enterprise and Splunk Cloud, HTTP Event Collector. */
export const splunkHec = defineHttpPreset({
  type: "splunk-hec",
  summary:
    "Splunk HTTP Event Collector, event endpoint, with indexer acknowledgement where the token uses it.",
  options: {
    url: urlOption("Collector, without a path.", "https://http-inputs-example.splunkcloud.com"),
    secretArn: secretArn().meta({
      description: "Secret holding the HEC token, as plain text or in the JSON field `token`.",
    }),
    sourcetype: z.string().min(1).default("aws:cloudtrail").meta({
      description: "`sourcetype` of every event; the default is what Splunk's add-on for AWS reads.",
    }),
    ...hecOptions,
    acknowledge: z.boolean().default(false).meta({
      description:
        "Wait until indexers confirm each batch; needs a token with indexer acknowledgement (Splunk Cloud offers it to Amazon Data Firehose only).",
    }),
    ackTimeoutSeconds: wholeNumber(1, 300)
      .default(30)
      .meta({ description: "How long to wait for the confirmation before the batch is sent again." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 900_000 },
  largest: { maxBatchBytes: 838_860_800, maxEventBytes: 5_000_000 },
  compressions: ["gzip", "none"],
  url: ({ url }) => joinUrl(url, "/services/collector/event"),
  auth: ({ secretArn: arn }) => [bearer(arn, "Splunk")],
  requestHeaders: ({ acknowledge }, session): Record<string, string> =>
    acknowledge ? { "x-splunk-request-channel": session } : {},
  framing: (options) => hecFraming(options),
  ok: [200],
  statuses: { 400: "read" },
  inspect: ({ acknowledge, ackTimeoutSeconds }) =>
    hecInspector(acknowledge ? ackTimeoutSeconds * 1000 : undefined),
});
