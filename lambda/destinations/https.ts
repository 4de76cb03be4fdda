import { z } from "zod";
import { endpointUrl, secretArn, wholeNumber } from "../contract/fields.ts";
import { jsonArray, ndjson, recordsObject } from "../encode/framing.ts";
import { allDelivered, type DestinationTools, defineDestination } from "./define-destination.ts";

const FRAMINGS = { ndjson, jsonArray, records: recordsObject };

const auth = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("bearer").meta({ description: "`Authorization: Bearer <token>`." }),
    secretArn: secretArn().meta({
      description: "Secret holding the token, as plain text or in the JSON field `token`.",
    }),
  }),
  z.strictObject({
    type: z.literal("basic").meta({ description: "`Authorization: Basic …`." }),
    secretArn: secretArn().meta({
      description: "Secret holding JSON with the fields `username` and `password`.",
    }),
  }),
  z.strictObject({
    type: z.literal("header").meta({ description: "A header of your choice." }),
    header: z
      .string()
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: "expected an HTTP header name" })
      .meta({ description: "Name of the header.", examples: ["x-api-key"] }),
    secretArn: secretArn().meta({
      description: "Secret holding the header's value, as plain text or in the JSON field `token`.",
    }),
  }),
]);

const config = z.strictObject({
  type: z.literal("https").meta({ description: "Selects this destination." }),
  url: endpointUrl().meta({
    description: "Where batches are posted to.",
    examples: ["https://siem.example.com/ingest"],
  }),
  method: z.enum(["POST", "PUT"]).default("POST").meta({ description: "HTTP method." }),
  framing: z
    .enum(["ndjson", "jsonArray", "records"])
    .default("ndjson")
    .meta({ description: 'How events join into a body: one a line, a JSON array, or `{"Records":[…]}`.' }),
  compression: z.enum(["gzip", "none"]).default("gzip").meta({ description: "Compression of the body." }),
  auth: auth.optional().meta({ description: "How requests authenticate; left out, they do not." }),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "Further headers, for values that are not secret." }),
  maxBatchBytes: wholeNumber(1_000, 100_000_000)
    .default(1_000_000)
    .meta({ description: "Largest body before compression, in bytes." }),
  maxBatchEvents: wholeNumber(1, 100_000).default(500).meta({ description: "Most events in one request." }),
  maxEventBytes: wholeNumber(1_000, 100_000_000)
    .default(1_000_000)
    .meta({ description: "Largest single event, in bytes; a larger one goes to the reject store." }),
  timeoutSeconds: wholeNumber(1, 300).default(30).meta({ description: "Time limit of one request." }),
});

/** Any HTTPS receiver. */
export const https = defineDestination({
  type: "https",
  summary:
    "Any HTTPS receiver: NDJSON, a JSON array or CloudTrail's own wrapper, with a token from a secret.",
  config,
  defaultFormat: "ocsf",
  framing: ({ framing }) => FRAMINGS[framing],
  limits: ({ maxBatchBytes, maxBatchEvents, maxEventBytes }) => ({
    maxBatchBytes,
    maxBatchEvents,
    maxEventBytes,
  }),
  compression: ({ compression }) => compression,
  grants: ({ auth }) =>
    auth ? [{ actions: secretActions(auth.secretArn), resources: [auth.secretArn] }] : [],
  create: async (options, tools) => ({
    send: async (batch, signal) => {
      const headers = {
        ...options.headers,
        "content-type": batch.contentType,
        ...(batch.contentEncoding && { "content-encoding": batch.contentEncoding }),
        ...(await authorization(options.auth, tools)),
      };
      const { url, method, timeoutSeconds } = options;
      await tools.http.request(
        { url, method, headers, body: batch.body, timeoutMs: timeoutSeconds * 1000 },
        signal,
      );
      return allDelivered;
    },
  }),
});

/** The read action for a secret, by the service its ARN names. */
export function secretActions(arn: string): string[] {
  return [arn.split(":")[2] === "ssm" ? "ssm:GetParameter" : "secretsmanager:GetSecretValue"];
}

async function authorization(
  auth: z.output<typeof config>["auth"],
  tools: DestinationTools,
): Promise<Record<string, string>> {
  switch (auth?.type) {
    case undefined:
      return {};
    case "bearer":
      return { authorization: `Bearer ${await tools.secret(auth.secretArn, "token")}` };
    case "header":
      return { [auth.header.toLowerCase()]: await tools.secret(auth.secretArn, "token") };
    case "basic": {
      const user = await tools.secret(auth.secretArn, "username");
      const password = await tools.secret(auth.secretArn, "password");
      return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
    }
  }
}
