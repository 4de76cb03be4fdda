import { z } from "zod";
import { secretArn, wholeNumber } from "../../contract/fields.ts";
import { ndjson } from "../../encode/framing.ts";
import { ForwarderError } from "../../errors.ts";
import { allDelivered, defineDestination } from "../define-destination.ts";
import { oversizeField, policiesOf } from "../oversize.ts";
import { secretGrants } from "../secret-grants.ts";
import { readTlsMaterial } from "../tls-material.ts";
import { hostName, timeoutFields, timeouts, tlsFields } from "./fields.ts";
import { transfer } from "./transfer.ts";

/** Room for the token and the space behind it on every line; a token is a UUID. */
const TOKEN_BYTES = 64;

/**
 * Rapid7 InsightIDR and Log Management, token TCP over TLS: each line begins with the log's token, which is taken off again.
 * https://docs.rapid7.com/insightops/token-tcp
 */
export const insightidrToken = defineDestination({
  type: "insightidr-token",
  summary: "Rapid7 InsightIDR or Log Management over its token-based TLS stream: one line per event.",
  config: z.strictObject({
    type: z.literal("insightidr-token").meta({ description: "Selects this destination." }),
    region: z.enum(["us", "us2", "us3", "eu", "ca", "au", "ap"]).meta({
      description: "Region of the Rapid7 platform, as the first part of its URLs says.",
    }),
    tokenSecretArn: secretArn().meta({
      description: "Secret holding the log's token, as plain text or in the JSON field `token`.",
    }),
    host: hostName()
      .optional()
      .meta({ description: "Receiver to use instead of `<region>.data.logs.insight.rapid7.com`." }),
    port: wholeNumber(1, 65_535).default(443).meta({ description: "Its port." }),
    ...tlsFields,
    maxEventBytes: wholeNumber(1_000, 65_000).default(60_000).meta({
      description: "Largest line with its token, in bytes.",
    }),
    ...oversizeField,
    maxBatchBytes: wholeNumber(10_000, 16_000_000).default(1_000_000).meta({
      description: "Bytes sent over one connection before its end is awaited.",
    }),
    ...timeoutFields,
  }),
  defaultFormat: "raw",
  framing: () => ({ ...ndjson, overheadBytes: () => TOKEN_BYTES }),
  limits: ({ maxEventBytes, maxBatchBytes }) => ({ maxBatchBytes, maxBatchEvents: 100_000, maxEventBytes }),
  policies: policiesOf,
  compression: () => "none",
  grants: ({ tokenSecretArn, tlsSecretArn }) => secretGrants([tokenSecretArn, tlsSecretArn]),
  create: async (config, { secret }) => {
    const { region, port, tokenSecretArn, tlsSecretArn, serverName } = config;
    const host = config.host ?? `${region}.data.logs.insight.rapid7.com`;
    return {
      send: async (batch, signal) => {
        const token = (await secret(tokenSecretArn, "token")).trim();
        if (!/^[\w-]{8,63}$/.test(token)) {
          throw ForwarderError.config(
            "destination_config",
            `the secret ${tokenSecretArn} holds no log token; write the UUID that Rapid7 shows for the log`,
          );
        }
        const tls = { ...(await readTlsMaterial(tlsSecretArn, secret)), servername: serverName };
        const lines = batch.entries.flatMap((entry) => [
          Buffer.from(`${token} `),
          typeof entry === "string" ? Buffer.from(entry) : entry,
          NEWLINE,
        ]);
        await transfer(Buffer.concat(lines), { host, port, tls, ...timeouts(config) }, signal);
        return allDelivered;
      },
    };
  },
});

const NEWLINE = Buffer.from("\n");
