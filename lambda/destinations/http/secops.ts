import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import type { NormalizedEvent } from "../../types.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { timeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

const NAME = /^[a-z0-9-]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Google SecOps (Chronicle), import of raw logs. */
export const secops = defineHttpPreset({
  type: "secops",
  summary: "Google SecOps (Chronicle), logs:import: one record a log, for the AWS_CLOUDTRAIL parser.",
  options: {
    project: z
      .string()
      .regex(NAME, { error: "expected a project id or number" })
      .meta({ description: "Google Cloud project of the instance.", examples: ["example-project"] }),
    location: z
      .string()
      .regex(NAME, { error: "expected a location such as us or europe-west2" })
      .default("us")
      .meta({ description: "Location of the instance." }),
    instance: z
      .string()
      .regex(UUID, { error: "expected the customer id (a UUID)" })
      .meta({
        description: "Customer id of the instance.",
        examples: ["00000000-0000-0000-0000-000000000000"],
      }),
    forwarder: z
      .string()
      .regex(UUID, { error: "expected the id of a forwarder (a UUID)" })
      .optional()
      .meta({
        description: "Id of the forwarder that logs are attributed to; left out, none.",
        examples: ["00000000-0000-0000-0000-000000000000"],
      }),
    logType: z
      .string()
      .regex(/^[A-Z0-9_]+$/, { error: "expected a log type" })
      .default("AWS_CLOUDTRAIL")
      .meta({ description: "Log type, which chooses the parser." }),
    namespace: z
      .string()
      .regex(/^[\w .-]{1,100}$/, { error: 'expected 1 to 100 letters, digits, blanks, "_", "." or "-"' })
      .optional()
      .meta({ description: "Environment namespace of every log (`environmentNamespace`)." }),
    apiVersion: z
      .enum(["v1", "v1beta", "v1alpha"])
      .default("v1")
      .meta({ description: "Version of the API." }),
    secretArn: secretArn().meta({
      description: "Secret holding the JSON key of a service account that may `chronicle.logs.import`.",
    }),
    endpoint: endpointUrl()
      .optional()
      .meta({
        description: "Address of the API, without a path, in place of the location's own.",
        examples: ["https://chronicle.us.rep.googleapis.com"],
      }),
    tokenUrl: endpointUrl()
      .optional()
      .meta({
        description: "Token address in place of the key's own `token_uri`.",
        examples: ["https://oauth2.googleapis.com/token"],
      }),
  },
  defaultFormat: "raw",
  // Measured after base64, which is what the body holds.
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 500, maxEventBytes: 1_000_000 },
  largest: { maxBatchBytes: 4_000_000, maxEventBytes: 4_000_000 },
  compressions: ["none"],
  url: ({ endpoint, apiVersion, project, location, instance, logType }) =>
    joinUrl(
      endpoint ?? `https://chronicle.${location}.rep.googleapis.com`,
      `/${apiVersion}/projects/${project}/locations/${location}/instances/${instance}/logTypes/${logType}/logs:import`,
    ),
  auth: ({ secretArn: arn, tokenUrl }) => [
    { kind: "google", secretArn: arn, scope: "https://www.googleapis.com/auth/cloud-platform", tokenUrl },
  ],
  framing: ({ project, location, instance, forwarder, namespace }) => {
    const name = `projects/${project}/locations/${location}/instances/${instance}/forwarders/${forwarder}`;
    const ending = namespace === undefined ? "}" : `,"environmentNamespace":${JSON.stringify(namespace)}}`;
    return {
      contentType: "application/json",
      prefix: `{"inlineSource":{${forwarder === undefined ? "" : `"forwarder":"${name}",`}"logs":[`,
      separator: ",",
      suffix: "]}}",
      oneLine: false,
      wrap: (event) => {
        const data = Buffer.from(event.body).toString("base64");
        return `{"data":"${data}",${JSON.stringify(timesOf(event)).slice(1, -1)}${ending}`;
      },
    };
  },
  ok: [200],
});

/**
 * Both times are required, and the second has to be after the first: when the event happened, and when CloudTrail had it in a log
 * file. https://docs.cloud.google.com/chronicle/docs/reference/rest/v1beta/Log
 */
function timesOf(event: NormalizedEvent): { logEntryTime: string; collectionTime: string } {
  const entryMs = timeOf(event) ?? Date.now();
  const collectedMs = Math.max(event.source?.receivedMs ?? 0, entryMs + 1);
  return {
    logEntryTime: new Date(entryMs).toISOString(),
    collectionTime: new Date(collectedMs).toISOString(),
  };
}
