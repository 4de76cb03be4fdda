import { z } from "zod";
import { eventText } from "../../encode/event-text.ts";
import type { EventGroup, Framing } from "../../encode/framing.ts";
import type { NormalizedEvent } from "../../types.ts";
import { authOption, ruleOf } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";
import { accountOf, regionOf, timeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Grafana Loki and Grafana Cloud Logs. */
export const loki = defineHttpPreset({
  type: "loki",
  summary: "Grafana Loki: one stream for each account and region, the event's id as structured metadata.",
  options: {
    url: urlOption("Loki, without a path.", "https://logs-prod-eu-west-0.grafana.net"),
    auth: authOption()
      .optional()
      .meta({ description: "How requests authenticate; Grafana Cloud takes `basic`." }),
    tenant: z
      .string()
      .regex(/^[\x21-\x7e]+$/, { error: "expected a tenant id" })
      .optional()
      .meta({ description: "Tenant (`X-Scope-OrgID`)." }),
    labels: z
      .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "expected a label name" }), z.string())
      .default({})
      .meta({ description: "Further labels; `job`, `account` and `region` are always there." }),
    structuredMetadata: z
      .boolean()
      .default(true)
      .meta({ description: "Send the event's id as structured metadata (Loki 3 or later)." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 256_000 },
  maxAgeHours: 168,
  compressions: ["gzip", "none"],
  url: ({ url }) => joinUrl(url, "/loki/api/v1/push"),
  auth: ({ auth }) => ruleOf(auth),
  requestHeaders: ({ tenant }): Record<string, string> => (tenant ? { "x-scope-orgid": tenant } : {}),
  framing: ({ labels, structuredMetadata }): Framing => ({
    contentType: "application/json",
    prefix: '{"streams":[',
    separator: ",",
    suffix: "]}",
    oneLine: false,
    group: (event) => streamOf(event, labels),
    wrap: (event) => {
      const line = [`${timeOf(event) ?? 0}000000`, eventText(event)];
      return JSON.stringify(structuredMetadata ? [...line, { eventID: event.id }] : line);
    },
  }),
  // 260 is what a blocked tenant gets.
  ok: [200, 204],
  statuses: { 260: "config" },
});

function streamOf(event: NormalizedEvent, labels: Readonly<Record<string, string>>): EventGroup {
  const stream = {
    job: "cloudtrail",
    ...labels,
    account: accountOf(event) ?? "unknown",
    region: regionOf(event) ?? "unknown",
  };
  return { prefix: `{"stream":${JSON.stringify(stream)},"values":[`, suffix: "]}" };
}
