import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventText } from "../../encode/event-text.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { payloadsAsText } from "./family/payloads-as-text.ts";
import { timeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

const HOSTS = {
  us: "https://log-api.newrelic.com",
  eu: "https://log-api.eu.newrelic.com",
  gov: "https://gov-log-api.newrelic.com",
} as const;

/** New Relic, Log API. */
export const newrelic = defineHttpPreset({
  type: "newrelic",
  summary: "New Relic Log API: the record as a message that New Relic takes apart.",
  options: {
    region: z.enum(["us", "eu", "gov"]).default("us").meta({ description: "Data centre of the account." }),
    endpoint: endpointUrl()
      .optional()
      .meta({
        description: "Address of the API, without a path, in place of the region's own.",
        examples: ["https://log-api.newrelic.com"],
      }),
    secretArn: secretArn().meta({
      description: "Secret holding the licence key, as plain text or in the JSON field `token`.",
    }),
    logtype: z.string().min(1).default("cloudtrail").meta({ description: "`logtype` of every log." }),
    attributes: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: "Further attributes of every log." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 950_000, maxBatchEvents: 1_000, maxEventBytes: 900_000 },
  largest: { maxBatchBytes: 1_000_000, maxEventBytes: 1_000_000 },
  maxAgeHours: 48,
  compressions: ["gzip", "none"],
  url: ({ endpoint, region }) => joinUrl(endpoint ?? HOSTS[region], "/log/v1"),
  auth: ({ secretArn: arn }) => [{ kind: "header", header: "api-key", secretArn: arn, field: "token" }],
  framing: ({ logtype, attributes }) => ({
    contentType: "application/json",
    prefix: `[{"common":${JSON.stringify({ attributes: { logtype, ...attributes } })},"logs":[`,
    separator: ",",
    suffix: "]}]",
    oneLine: false,
    wrap: (event) => {
      const ms = timeOf(event);
      const time = ms === undefined ? "" : `"timestamp":${ms},`;
      // One attribute each instead of hundreds: an event holds 255 of them.
      return `{${time}"message":${JSON.stringify(payloadsAsText(eventText(event)))}}`;
    },
  }),
  ok: [200, 202],
});
