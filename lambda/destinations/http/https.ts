import { z } from "zod";
import { secretArn, wholeNumber } from "../../contract/fields.ts";
import { type Framing, jsonArray, ndjson, recordsObject } from "../../encode/framing.ts";
import { type AuthRule, authOption, ruleOf } from "./family/auth-rules.ts";
import { defineHttpPreset } from "./family/define-http-preset.ts";
import { HMAC_RULES } from "./family/hmac.ts";
import { headerName, urlOption } from "./family/options.ts";

const single: Framing = { ...ndjson, contentType: "application/json", suffix: "" };

const FRAMINGS = { ndjson, jsonArray, records: recordsObject, single };

const signature = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.enum(["github", "standard-webhooks"]).meta({
      description: "A ready-made rule: GitHub's `X-Hub-Signature-256`, or Standard Webhooks.",
    }),
    secretArn: secretArn().meta({
      description: "Secret holding the signing key, as plain text or in the JSON field `token`.",
    }),
  }),
  z.strictObject({
    type: z.literal("custom").meta({ description: "A rule of your own." }),
    secretArn: secretArn().meta({
      description: "Secret holding the signing key, as plain text or in the JSON field `token`.",
    }),
    header: headerName().meta({
      description: "Header that carries the signature.",
      examples: ["x-signature"],
    }),
    prefix: z.string().default("").meta({ description: "Text before the signature." }),
    encoding: z.enum(["hex", "base64"]).default("hex").meta({ description: "How the signature is written." }),
    signedPayload: z
      .string()
      .regex(/\{body\}/, { error: "expected a text with {body} in it" })
      .default("{body}")
      .meta({
        description: "What is signed; `{id}`, `{timestamp}` (seconds) and `{body}` stand for the values.",
      }),
    idHeader: headerName().optional().meta({ description: "Header that carries `{id}`." }),
    timestampHeader: headerName().optional().meta({ description: "Header that carries `{timestamp}`." }),
  }),
]);

/** Any HTTPS receiver. */
export const https = defineHttpPreset({
  type: "https",
  summary:
    "Any HTTPS receiver: NDJSON, a JSON array, CloudTrail's own wrapper or one event a request, with a token, a signature or a client certificate.",
  options: {
    url: urlOption("Where batches are posted to.", "https://siem.example.com/ingest"),
    method: z.enum(["POST", "PUT"]).default("POST").meta({ description: "HTTP method." }),
    framing: z.enum(["ndjson", "jsonArray", "records", "single"]).default("ndjson").meta({
      description:
        'How events join into a body: one a line, a JSON array, `{"Records":[…]}`, or one event a request.',
    }),
    auth: authOption().optional().meta({ description: "How requests authenticate; left out, they do not." }),
    signature: signature.optional().meta({
      description: "HMAC-SHA-256 over the bytes that are sent, after compression.",
    }),
    idempotencyKey: z.boolean().default(true).meta({
      description:
        "Send `Idempotency-Key`, made from the ids of the events, so that a receiver can tell a repeated batch.",
    }),
    okStatuses: z
      .array(wholeNumber(200, 299))
      .min(1)
      .optional()
      .meta({ description: "Statuses that mean success; left out, every 2xx." }),
  },
  defaultFormat: "ocsf",
  limits: { maxBatchBytes: 1_000_000, maxBatchEvents: 500, maxEventBytes: 1_000_000 },
  compressions: ["gzip", "none"],
  formats: ({ framing }) => (framing === "ndjson" || framing === "single" ? "any" : "json"),
  url: ({ url }) => url,
  method: ({ method }) => method,
  auth: ({ auth, signature }) => [...ruleOf(auth), ...hmacOf(signature)],
  hasIdempotencyKey: ({ idempotencyKey }) => idempotencyKey,
  framing: ({ framing }) => FRAMINGS[framing],
  adjustLimits: (limits, { framing }) => (framing === "single" ? { ...limits, maxBatchEvents: 1 } : limits),
  ok: ({ okStatuses }) => okStatuses,
  grants: ({ auth }) =>
    auth?.type === "sigv4" ? [{ actions: auth.actions, resources: auth.resources }] : [],
});

function hmacOf(option: z.output<typeof signature> | undefined): AuthRule[] {
  if (!option) return [];
  const { type, secretArn: arn, ...rule } = option;
  const data = "header" in rule ? rule : HMAC_RULES[type as keyof typeof HMAC_RULES];
  return [{ kind: "hmac", secretArn: arn, ...data }];
}
