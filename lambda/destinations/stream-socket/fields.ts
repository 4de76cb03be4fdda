import { z } from "zod";
import { secretArn, wholeNumber } from "../../contract/fields.ts";

/** Options that every stream connection shares. */

const HOST =
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$/;

export function hostName() {
  return z.string().regex(HOST, { error: "expected a host name or an IP address, without scheme and port" });
}

export const tlsFields = {
  tlsSecretArn: secretArn().optional().meta({
    description:
      "Secret with PEM texts as JSON: `ca` for a private CA, `cert` and `key` (and `passphrase`) for a client certificate.",
  }),
  serverName: hostName()
    .optional()
    .meta({ description: "Name the receiver's certificate is checked against; default `host`." }),
};

export const timeoutFields = {
  timeoutSeconds: wholeNumber(1, 300).default(30).meta({
    description: "Longest time without progress while sending; connecting has at most 10 seconds of it.",
  }),
  closeTimeoutSeconds: wholeNumber(1, 60).default(5).meta({
    description:
      "How long the receiver may take to read to the end and close. Only then does a batch count as delivered.",
  }),
};

/** The time limits in ms. */
export function timeouts(config: { readonly timeoutSeconds: number; readonly closeTimeoutSeconds: number }) {
  return {
    connectTimeoutMs: Math.min(10, config.timeoutSeconds) * 1_000,
    stallTimeoutMs: config.timeoutSeconds * 1_000,
    closeTimeoutMs: config.closeTimeoutSeconds * 1_000,
  };
}
