import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventObject } from "../../encode/event-text.ts";
import { jsonArray } from "../../encode/framing.ts";
import { prependMembers } from "../../encode/json-members.ts";
import type { NormalizedEvent } from "../../types.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { accountOf, regionOf, text } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

const SITES = [
  "datadoghq.com",
  "datadoghq.eu",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "ddog-gov.com",
] as const;

/** Datadog, Logs API v2. */
export const datadog = defineHttpPreset({
  type: "datadog",
  summary: "Datadog Logs API v2, with the attributes that Datadog's own forwarder sets.",
  options: {
    site: z.enum(SITES).default("datadoghq.com").meta({ description: "Datadog site." }),
    endpoint: endpointUrl()
      .optional()
      .meta({
        description: "Address of a log intake, without a path, in place of the site's own.",
        examples: ["https://pvtlink.logs.datadoghq.com"],
      }),
    secretArn: secretArn().meta({
      description: "Secret holding the API key, as plain text or in the JSON field `token`.",
    }),
    service: z.string().min(1).default("cloudtrail").meta({ description: "`service` of every log." }),
    tags: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_./-]*$/, { error: "expected a tag key" }),
        z.string().regex(/^[^,]*$/, { error: "expected text without a comma" }),
      )
      .default({})
      .meta({ description: "Further tags; account and region are always there." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 4_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  largest: { maxBatchBytes: 5_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  maxAgeHours: 18,
  compressions: ["gzip", "none"],
  formats: () => "json",
  url: ({ endpoint, site }) => joinUrl(endpoint ?? `https://http-intake.logs.${site}`, "/api/v2/logs"),
  auth: ({ secretArn: arn }) => [{ kind: "header", header: "dd-api-key", secretArn: arn, field: "token" }],
  framing: ({ service, tags }) => ({
    ...jsonArray,
    wrap: (event) => prependMembers(eventObject(event), attributes(event, service, tags)),
  }),
  ok: [200, 202],
  // Datadog has answered both for a moment without reason.
  statuses: { 401: { retryable: 3 }, 403: { retryable: 3 } },
});

function attributes(
  event: NormalizedEvent,
  service: string,
  tags: Readonly<Record<string, string>>,
): object & Record<string, unknown> {
  const ddtags = Object.entries({
    aws_account: accountOf(event),
    region: regionOf(event),
    forwarder: "cloudtrail-forwarder",
    ...tags,
  }).filter(([, value]) => value !== undefined);
  const { source } = event;
  return {
    ddsource: "cloudtrail",
    ddsourcecategory: "aws",
    service,
    host: instanceOf(event),
    ddtags: ddtags.map(([key, value]) => `${key}:${value}`).join(","),
    ...(source && { aws: { s3: { bucket: source.bucket, key: source.key } } }),
  };
}

/** The instance whose role made the call: its id is the session's name. */
function instanceOf({ record }: NormalizedEvent): string | undefined {
  return /\/(i-[0-9a-f]{8,17})$/.exec(text(record, "userIdentity", "arn") ?? "")?.[1];
}
