import { secretArn } from "../../contract/fields.ts";
import { eventText } from "../../encode/event-text.ts";
import { jsonArray } from "../../encode/framing.ts";
import { bearer } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectDynatrace } from "./family/inspect/dynatrace.ts";
import { urlOption } from "./family/options.ts";
import { accountOf, isFailure, isoTimeOf, regionOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Dynatrace, Log Monitoring API v2. */
export const dynatrace = defineHttpPreset({
  type: "dynatrace",
  summary: "Dynatrace log ingest API v2: the record as content, account and region as attributes.",
  options: {
    url: urlOption(
      "Environment or ActiveGate (`…/e/<environment>`), without the API's path.",
      "https://abc12345.live.dynatrace.com",
    ),
    secretArn: secretArn().meta({
      description:
        "Secret holding an API token with the scope `logs.ingest`, as plain text or in the JSON field `token`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 2_000_000, maxBatchEvents: 5_000, maxEventBytes: 500_000 },
  largest: { maxBatchBytes: 10_000_000, maxBatchEvents: 50_000, maxEventBytes: 10_000_000 },
  maxAgeHours: 24,
  compressions: ["none", "gzip"],
  url: ({ url }) => joinUrl(url, "/api/v2/logs/ingest"),
  auth: ({ secretArn: arn }) => [bearer(arn, "Api-Token")],
  framing: () => ({
    ...jsonArray,
    contentType: "application/json; charset=utf-8",
    wrap: (event) =>
      JSON.stringify({
        content: eventText(event),
        timestamp: isoTimeOf(event),
        severity: isFailure(event) ? "error" : "info",
        "log.source": "aws.cloudtrail",
        "cloud.provider": "aws",
        "aws.account.id": accountOf(event),
        "aws.region": regionOf(event),
        "event.id": event.id,
      }),
  }),
  ok: [200, 204],
  inspect: () => inspectDynatrace,
});
