import { z } from "zod";
import { eventText } from "../../encode/event-text.ts";
import type { EventGroup, Framing } from "../../encode/framing.ts";
import type { NormalizedEvent } from "../../types.ts";
import type { StatusExceptions } from "../define-destination.ts";
import { authOption, ruleOf } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectOtlp } from "./family/inspect/otlp.ts";
import { urlOption } from "./family/options.ts";
import { accountOf, isFailure, regionOf, text, timeOf } from "./family/record-fields.ts";

/** `SeverityNumber` of the OTLP log data model. */
const INFO = 9;
const ERROR = 17;

/** Any OpenTelemetry receiver, OTLP/HTTP logs in JSON. */
export const otlp = defineHttpPreset({
  type: "otlp",
  summary: "Any OpenTelemetry receiver, OTLP/HTTP logs in JSON: one resource for each account and region.",
  options: {
    url: urlOption("Logs address with its path.", "https://otel.example.com:4318/v1/logs"),
    auth: authOption().optional().meta({ description: "How requests authenticate; left out, they do not." }),
    retryInternalErrors: z.boolean().default(true).meta({
      description:
        "Try again after 500 and 408, which the specification counts as refusals for good; false follows it to the letter.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 512, maxEventBytes: 1_000_000 },
  largest: { maxBatchBytes: 67_108_864 },
  compressions: ["gzip", "none"],
  url: ({ url }) => url,
  auth: ({ auth }) => ruleOf(auth),
  framing: (): Framing => ({
    contentType: "application/json",
    prefix: '{"resourceLogs":[',
    separator: ",",
    suffix: "]}",
    oneLine: false,
    group: resourceOf,
    wrap: logRecord,
  }),
  // The specification knows 200 only; Loki's own OTLP endpoint answers 204 (grafana/loki, pkg/distributor/http.go).
  ok: [200, 204],
  statuses: ({ retryInternalErrors }): StatusExceptions =>
    retryInternalErrors ? {} : { 408: "permanent", 500: "permanent" },
  inspect: () => inspectOtlp,
});

function resourceOf(event: NormalizedEvent): EventGroup {
  const attributes = attributesOf({
    "service.name": "aws.cloudtrail",
    "cloud.provider": "aws",
    "cloud.account.id": accountOf(event),
    "cloud.region": regionOf(event),
  });
  const resource = JSON.stringify({ attributes });
  return {
    prefix: `{"resource":${resource},"scopeLogs":[{"scope":{"name":"cloudtrail-forwarder"},"logRecords":[`,
    suffix: "]}]}",
  };
}

function logRecord(event: NormalizedEvent): string {
  const { record } = event;
  const ms = timeOf(event);
  const isError = isFailure(event);
  return JSON.stringify({
    // 64-bit integers are text in protobuf's JSON.
    ...(ms !== undefined && { timeUnixNano: `${ms}000000`, observedTimeUnixNano: `${ms}000000` }),
    severityNumber: isError ? ERROR : INFO,
    severityText: isError ? "ERROR" : "INFO",
    body: { stringValue: eventText(event) },
    attributes: attributesOf({
      "event.name": text(record, "eventName"),
      "aws.cloudtrail.event_id": event.id,
      "rpc.service": text(record, "eventSource"),
      "rpc.method": text(record, "eventName"),
      "client.address": text(record, "sourceIPAddress"),
      "user_agent.original": text(record, "userAgent"),
    }),
  });
}

function attributesOf(values: Readonly<Record<string, string | undefined>>): object[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: { stringValue: value } }));
}
