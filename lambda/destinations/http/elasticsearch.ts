import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import { type AuthRule, bearer } from "./family/auth-rules.ts";
import { bulkFraming, eventDocument, INDEX_NAME, messageDocument } from "./family/bulk.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectBulk } from "./family/inspect/bulk.ts";
import { urlOption } from "./family/options.ts";
import { joinUrl } from "./family/secret-url.ts";

/** `logs-<dataset>-<namespace>`: what a data stream's name consists of. */
const STREAM_PARTS = /^logs-([^-]+)-(.+)$/;

const auth = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("apiKey").meta({ description: "`Authorization: ApiKey …`." }),
    secretArn: secretArn().meta({
      description: "Secret holding the encoded API key, as plain text or in the JSON field `token`.",
    }),
  }),
  z.strictObject({
    type: z.literal("basic").meta({ description: "`Authorization: Basic …`." }),
    secretArn: secretArn().meta({
      description: "Secret holding JSON with the fields `username` and `password`.",
    }),
  }),
]);

/** Elasticsearch: self-managed, Elastic Cloud, Serverless. */
export const elasticsearch = defineHttpPreset({
  type: "elasticsearch",
  summary: "Elasticsearch bulk API into a data stream; a repeated event is recognised by its id.",
  options: {
    url: urlOption("Cluster, without a path.", "https://example.es.us-east-1.aws.elastic.cloud"),
    auth: auth.meta({ description: "How requests authenticate." }),
    stream: z
      .string()
      .regex(INDEX_NAME, { error: "expected the name of a data stream or index in lower case" })
      .default("logs-aws.cloudtrail-default")
      .meta({ description: "Data stream (or index) that documents are created in." }),
    document: z.enum(["integration", "event"]).default("integration").meta({
      description:
        "`integration` sends the record as text in `message`, for the pipeline of Elastic's AWS integration; `event` sends the event itself, for the format `ecs`.",
    }),
  },
  defaultFormat: "raw",
  limits: { maxBatchBytes: 5_000_000, maxBatchEvents: 1_000, maxEventBytes: 5_000_000 },
  largest: { maxBatchBytes: 100_000_000 },
  compressions: ["gzip", "none"],
  formats: ({ document }) => (document === "integration" ? "raw" : "json"),
  url: ({ url, stream }) => joinUrl(url, `/${stream}/_bulk?filter_path=errors,items.*.status,items.*.error`),
  auth: ({ auth: { type, secretArn: arn } }): AuthRule[] =>
    type === "basic" ? [{ kind: "basic", secretArn: arn }] : [bearer(arn, "ApiKey")],
  framing: ({ document, stream }) => {
    if (document === "event") return bulkFraming({ hasIds: true, document: eventDocument });
    const fields = integrationFields(stream);
    return bulkFraming({ hasIds: true, document: (event) => messageDocument(event, fields) });
  },
  ok: [200],
  inspect: () => inspectBulk,
  answerBytes: 4_194_304,
});

function integrationFields(stream: string): Record<string, unknown> {
  const tags = ["forwarded", "aws-cloudtrail"];
  const [, dataset, namespace] = STREAM_PARTS.exec(stream) ?? [];
  if (dataset === undefined) return { tags };
  return { data_stream: { type: "logs", dataset, namespace }, event: { dataset }, tags };
}
