import { z } from "zod";
import { bulkFraming, eventDocument, INDEX_NAME } from "./family/bulk.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { inspectBulk } from "./family/inspect/bulk.ts";
import { urlOption } from "./family/options.ts";
import { joinUrl } from "./family/secret-url.ts";

/** Amazon OpenSearch Serverless. */
export const opensearchServerless = defineHttpPreset({
  type: "opensearch-serverless",
  summary: "Amazon OpenSearch Serverless collection, bulk API signed with the function's role.",
  options: {
    url: urlOption("Collection endpoint, without a path.", "https://example.us-east-1.aoss.amazonaws.com"),
    collectionArn: z
      .string()
      .regex(/^arn:[\w-]+:aoss:[\w-]+:\d{12}:collection\/[a-z0-9]+$/, {
        error: "expected the ARN of a collection",
      })
      .meta({
        description: "ARN of the collection; the function's role gets `aoss:APIAccessAll` on it.",
        examples: ["arn:aws:aoss:us-east-1:111122223333:collection/07tjusf2h91cunochc"],
      }),
    index: z
      .string()
      .regex(INDEX_NAME, { error: "expected the name of an index in lower case" })
      .default("cloudtrail")
      .meta({ description: "Index that documents are created in." }),
    collectionType: z.enum(["timeSeries", "search"]).default("timeSeries").meta({
      description: "Only a search collection takes document ids, which is what recognises a repeated event.",
    }),
  },
  defaultFormat: "ocsf",
  limits: { maxBatchBytes: 5_000_000, maxBatchEvents: 1_000, maxEventBytes: 5_000_000 },
  compressions: ["gzip", "none"],
  formats: () => "json",
  url: ({ url, index }) => joinUrl(url, `/${index}/_bulk`),
  auth: ({ collectionArn }) => [{ kind: "sigv4", service: "aoss", region: collectionArn.split(":")[3] }],
  framing: ({ collectionType }) =>
    bulkFraming({ hasIds: collectionType === "search", document: eventDocument }),
  ok: [200],
  inspect: () => inspectBulk,
  answerBytes: 4_194_304,
  grants: ({ collectionArn }) => [{ actions: ["aoss:APIAccessAll"], resources: [collectionArn] }],
});
