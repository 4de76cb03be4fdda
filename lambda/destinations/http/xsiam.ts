import { secretArn } from "../../contract/fields.ts";
import { ndjson } from "../../encode/framing.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";

/** Palo Alto Cortex XSIAM and XDR, HTTP log collector. */
export const xsiam = defineHttpPreset({
  type: "xsiam",
  summary: "Palo Alto Cortex XSIAM or XDR, HTTP log collector: one record a line.",
  options: {
    url: urlOption(
      "Address of the collector.",
      "https://api-tenant.xdr.us.paloaltonetworks.com/logs/v1/event",
    ),
    secretArn: secretArn().meta({
      description: "Secret holding the collector's key, as plain text or in the JSON field `token`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 5_000_000 },
  largest: { maxBatchBytes: 10_485_760, maxEventBytes: 5_000_000 },
  // Must be what the collector was created with.
  compressions: ["gzip", "none"],
  url: ({ url }) => url,
  auth: ({ secretArn: arn }) => [{ kind: "header", header: "authorization", secretArn: arn, field: "token" }],
  framing: () => ({ ...ndjson, contentType: "application/json" }),
  ok: [200],
  // 500: the log format is not the one the collector was created with.
  statuses: { 500: { retryable: 2 }, 404: "config" },
});
