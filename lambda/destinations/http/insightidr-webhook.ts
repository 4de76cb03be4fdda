import { secretArn } from "../../contract/fields.ts";
import { ndjson } from "../../encode/framing.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";

/** Rapid7 InsightIDR and Log Management, webhook. */
export const insightidrWebhook = defineHttpPreset({
  type: "insightidr-webhook",
  summary: "Rapid7 InsightIDR custom logs or Log Management, webhook: one record a line.",
  options: {
    urlSecretArn: secretArn().meta({
      description:
        "Secret holding the webhook's URL, which is its credential; plain text or the JSON field `url`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 250_000, maxBatchEvents: 100, maxEventBytes: 60_000 },
  compressions: ["none", "gzip"],
  url: ({ urlSecretArn }) => ({ secretArn: urlSecretArn }),
  framing: () => ({ ...ndjson, contentType: "application/json", suffix: "" }),
  ok: [200, 202, 204],
});
