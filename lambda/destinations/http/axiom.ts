import { z } from "zod";
import { endpointUrl, secretArn } from "../../contract/fields.ts";
import { eventObject } from "../../encode/event-text.ts";
import { ndjson } from "../../encode/framing.ts";
import { prependMembers } from "../../encode/json-members.ts";
import { bearer } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectAxiom } from "./family/inspect/axiom.ts";
import { payloadsAsText } from "./family/payloads-as-text.ts";
import { isoTimeOf } from "./family/record-fields.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Axiom, ingest API. */
export const axiom = defineHttpPreset({
  type: "axiom",
  summary: "Axiom ingest API: one record a line, its two payloads as text.",
  options: {
    dataset: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+$/, { error: "expected the name of a dataset" })
      .meta({ description: "Dataset that events go to.", examples: ["cloudtrail"] }),
    endpoint: endpointUrl()
      .default("https://api.axiom.co")
      .meta({
        description: "Address of the API or of an edge deployment, without a path.",
        examples: ["https://api.axiom.co", "https://eu-central-1.aws.edge.axiom.co"],
      }),
    secretArn: secretArn().meta({
      description: "Secret holding an API token that may ingest, as plain text or in the JSON field `token`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  formats: () => "json",
  url: ({ endpoint, dataset }) =>
    joinUrl(endpoint, isEdge(endpoint) ? `/v1/ingest/${dataset}` : `/v1/datasets/${dataset}/ingest`),
  auth: ({ secretArn: arn }) => [bearer(arn)],
  framing: () => ({
    ...ndjson,
    wrap: (event) => {
      const text = payloadsAsText(eventObject(event));
      return prependMembers(text, { _time: isoTimeOf(event) });
    },
  }),
  ok: [200],
  inspect: () => inspectAxiom,
});

/** Edge deployments have a path of their own: https://axiom.co/docs/restapi/endpoints/ingestToDataset */
function isEdge(endpoint: string): boolean {
  return new URL(endpoint).hostname.endsWith(".edge.axiom.co");
}
