import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventJson } from "../../encode/event-text.ts";
import { jsonArray } from "../../encode/framing.ts";
import { bearer } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { isFailure, timeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Severities of Coralogix. */
const INFO = 3;
const ERROR = 5;

/** Coralogix, singles API. */
export const coralogix = defineHttpPreset({
  type: "coralogix",
  summary: "Coralogix singles API: the record as the text of a log.",
  options: {
    domain: z
      .string()
      .regex(/^[a-z0-9.-]+$/, { error: "expected a domain such as eu1.coralogix.com" })
      .default("eu1.coralogix.com")
      .meta({ description: "Coralogix domain of the account." }),
    endpoint: endpointUrl()
      .optional()
      .meta({
        description: "Address of the ingress, without a path, in place of the domain's own.",
        examples: ["https://ingress.eu1.coralogix.com"],
      }),
    secretArn: secretArn().meta({
      description: "Secret holding a send-your-data key, as plain text or in the JSON field `token`.",
    }),
    application: z.string().min(1).default("aws").meta({ description: "Application name." }),
    subsystem: z.string().min(1).default("cloudtrail").meta({ description: "Subsystem name." }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_900_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  largest: { maxBatchBytes: 2_000_000, maxEventBytes: 2_000_000 },
  compressions: ["gzip", "none"],
  url: ({ endpoint, domain }) => joinUrl(endpoint ?? `https://ingress.${domain}`, "/logs/v1/singles"),
  auth: ({ secretArn: arn }) => [bearer(arn)],
  framing: ({ application, subsystem }) => ({
    ...jsonArray,
    wrap: (event) => {
      const severity = isFailure(event) ? ERROR : INFO;
      const facts = {
        applicationName: application,
        subsystemName: subsystem,
        severity,
        timestamp: timeOf(event),
      };
      return `${JSON.stringify(facts).slice(0, -1)},"text":${eventJson(event)}}`;
    },
  }),
  ok: [200],
});
