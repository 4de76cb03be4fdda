import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventJson } from "../../encode/event-text.ts";
import { jsonArray } from "../../encode/framing.ts";
import type { NormalizedEvent } from "../../types.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { urlOption } from "./family/options.ts";
import { isoTimeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";
import { sentinelRow } from "./family/sentinel-columns.ts";

/** Login host and scope of each Azure cloud. */
const CLOUDS = {
  public: { login: "https://login.microsoftonline.com", scope: "https://monitor.azure.com/.default" },
  usGovernment: { login: "https://login.microsoftonline.us", scope: "https://monitor.azure.us/.default" },
  china: { login: "https://login.chinacloudapi.cn", scope: "https://monitor.azure.cn/.default" },
} as const;

/** Microsoft Sentinel through the Azure Monitor Logs Ingestion API. */
export const sentinel = defineHttpPreset({
  type: "sentinel",
  summary:
    "Microsoft Sentinel, Logs Ingestion API: rows of the table AWSCloudTrail, or of a table of your own.",
  options: {
    endpoint: urlOption(
      "Logs ingestion endpoint of the rule or of its collection endpoint, without a path.",
      "https://example-abcd.eastus-1.ingest.monitor.azure.com",
    ),
    ruleId: z
      .string()
      .regex(/^dcr-[0-9a-f]{32}$/, { error: "expected the immutable id of a data collection rule (dcr-…)" })
      .meta({
        description: "Immutable id of the data collection rule.",
        examples: ["dcr-00000000000000000000000000000000"],
      }),
    stream: z
      .string()
      .regex(/^Custom-[A-Za-z0-9_]+$/, { error: "expected the name of an input stream (Custom-…)" })
      .default("Custom-AWSCloudTrail")
      .meta({ description: "Input stream of the rule." }),
    rows: z.enum(["AWSCloudTrail", "RawEvent"]).default("AWSCloudTrail").meta({
      description:
        "Columns of the table AWSCloudTrail, or `TimeGenerated` and the event in the dynamic column `RawEvent`.",
    }),
    secretArn: secretArn().meta({
      description:
        "Secret holding JSON with the fields `tenantId`, `clientId` and `clientSecret` of the app.",
    }),
    cloud: z
      .enum(["public", "usGovernment", "china"])
      .default("public")
      .meta({ description: "Azure cloud." }),
    loginUrl: endpointUrl()
      .optional()
      .meta({
        description: "Address of the login service, without a path, in place of the cloud's own.",
        examples: ["https://login.microsoftonline.com"],
      }),
  },
  defaultFormat: "raw",
  // 1 MB a call, counted with and without compression; longer field values are cut without a word.
  limits: { maxBatchBytes: 950_000, maxBatchEvents: 500, maxEventBytes: 900_000, maxFieldBytes: 64_000 },
  largest: { maxBatchBytes: 1_000_000, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  formats: ({ rows }) => (rows === "AWSCloudTrail" ? "raw" : "json"),
  url: ({ endpoint, ruleId, stream }) =>
    joinUrl(endpoint, `/dataCollectionRules/${ruleId}/streams/${stream}?api-version=2023-01-01`),
  auth: ({ secretArn: arn, cloud, loginUrl }) => [
    {
      kind: "oauth2",
      secretArn: arn,
      tokenUrl: joinUrl(loginUrl ?? CLOUDS[cloud].login, "/{tenantId}/oauth2/v2.0/token"),
      scope: CLOUDS[cloud].scope,
    },
  ],
  framing: ({ rows }) => ({ ...jsonArray, wrap: rows === "AWSCloudTrail" ? sentinelRow : rawRow }),
  ok: [200, 204],
});

function rawRow(event: NormalizedEvent): string {
  return `{"TimeGenerated":${JSON.stringify(isoTimeOf(event) ?? null)},"RawEvent":${eventJson(event)}}`;
}
