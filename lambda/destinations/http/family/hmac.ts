import { createHmac } from "node:crypto";
import { ForwarderError } from "../../../errors.ts";
import type { HttpRequest } from "../../define-destination.ts";
import type { HmacRule } from "./auth-rules.ts";

/** Ready-made rules by name. */
export const HMAC_RULES = {
  /** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
  github: { header: "x-hub-signature-256", prefix: "sha256=", encoding: "hex", signedPayload: "{body}" },
  /** https://github.com/standard-webhooks/standard-webhooks */
  "standard-webhooks": {
    header: "webhook-signature",
    prefix: "v1,",
    encoding: "base64",
    signedPayload: "{id}.{timestamp}.{body}",
    idHeader: "webhook-id",
    timestampHeader: "webhook-timestamp",
    isBase64Key: true,
  },
} as const satisfies Record<string, HmacRule>;

/**
 * The request with an HMAC-SHA-256 over the bytes that are sent, and with the id and time it covers.
 * @param values `timestamp` in seconds
 */
export function signHmac(
  request: HttpRequest,
  rule: HmacRule,
  secret: string,
  values: { readonly id: string; readonly timestamp: string },
): HttpRequest {
  const hmac = createHmac("sha256", rule.isBase64Key ? base64Key(secret) : secret);
  for (const part of rule.signedPayload.split(/(\{id\}|\{timestamp\}|\{body\})/)) {
    if (part === "{body}") hmac.update(request.body);
    else hmac.update(part === "{id}" ? values.id : part === "{timestamp}" ? values.timestamp : part);
  }
  const headers = {
    ...request.headers,
    ...(rule.idHeader && { [rule.idHeader.toLowerCase()]: values.id }),
    ...(rule.timestampHeader && { [rule.timestampHeader.toLowerCase()]: values.timestamp }),
    [rule.header.toLowerCase()]: rule.prefix + hmac.digest(rule.encoding),
  };
  return { ...request, headers, secrets: [...(request.secrets ?? []), secret] };
}

function base64Key(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  if (key.length > 0) return key;
  throw ForwarderError.config(
    "destination_config",
    "the signing secret is not base64; expected the text that the receiver shows, with or without whsec_",
  );
}
