import { z } from "zod";
import { secretArn } from "../../contract/fields.ts";
import type { Grant } from "../define-destination.ts";
import type { AuthRule } from "./family/auth-rules.ts";
import { bulkFraming, eventDocument, INDEX_NAME, messageDocument } from "./family/bulk.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectBulk } from "./family/inspect/bulk.ts";
import { urlOption } from "./family/options.ts";
import { joinUrl } from "./family/secret-url.ts";

const auth = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("sigv4").meta({ description: "AWS Signature Version 4 with the function's own role." }),
    domainArn: z
      .string()
      .regex(/^arn:[\w-]+:es:[\w-]+:\d{12}:domain\/[a-z0-9-]+$/, { error: "expected the ARN of a domain" })
      .meta({
        description: "ARN of the domain; the function's role gets `es:ESHttpPost` on its bulk paths.",
        examples: ["arn:aws:es:us-east-1:111122223333:domain/siem"],
      }),
  }),
  z.strictObject({
    type: z.literal("basic").meta({ description: "`Authorization: Basic …`." }),
    secretArn: secretArn().meta({
      description: "Secret holding JSON with the fields `username` and `password`.",
    }),
  }),
]);

/** Amazon OpenSearch Service domains, and any OpenSearch. */
export const opensearch = defineHttpPreset({
  type: "opensearch",
  summary:
    "Amazon OpenSearch Service domain (or any OpenSearch), bulk API; a repeated event is recognised by its id.",
  options: {
    url: urlOption(
      "Domain endpoint, without a path.",
      "https://search-siem-example.us-east-1.es.amazonaws.com",
    ),
    auth: auth.meta({ description: "How requests authenticate." }),
    index: z
      .string()
      .regex(INDEX_NAME, { error: "expected the name of an index or data stream in lower case" })
      .default("cloudtrail")
      .meta({ description: "Index, alias or data stream that documents are created in." }),
    document: z.enum(["event", "message"]).default("event").meta({
      description:
        "`event` sends the event itself; `message` sends it as text in `message`, for a pipeline that parses it.",
    }),
  },
  defaultFormat: "ocsf",
  limits: { maxBatchBytes: 5_000_000, maxBatchEvents: 1_000, maxEventBytes: 5_000_000 },
  // Fixed by the instance type: 10 MiB for small ones, 100 MiB for the others.
  largest: { maxBatchBytes: 104_857_600 },
  compressions: ["gzip", "none"],
  formats: ({ document }) => (document === "event" ? "json" : "any"),
  url: ({ url, index }) => joinUrl(url, `/${index}/_bulk?filter_path=errors,items.*.status,items.*.error`),
  auth: ({ auth: option }): AuthRule[] =>
    option.type === "basic"
      ? [{ kind: "basic", secretArn: option.secretArn }]
      : [{ kind: "sigv4", service: "es", region: option.domainArn.split(":")[3] }],
  framing: ({ document }) =>
    bulkFraming({
      hasIds: true,
      document: document === "event" ? eventDocument : (event) => messageDocument(event, {}),
    }),
  ok: [200],
  inspect: () => inspectBulk,
  answerBytes: 4_194_304,
  grants: ({ auth: option, index }): Grant[] =>
    option.type === "sigv4"
      ? [{ actions: ["es:ESHttpPost"], resources: [`${option.domainArn}/${index}/_bulk`] }]
      : [],
});
