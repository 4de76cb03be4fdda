import { ForwarderError } from "../../errors.ts";
import type { Connection, DestinationTools } from "../define-destination.ts";
import { basicCredentials } from "./authenticators.ts";
import type { CommonOptions } from "./options.ts";

const TLS_FIELDS = ["ca", "cert", "key", "passphrase"] as const;

/** TLS material and proxy as the options ask for; undefined where they ask for nothing. */
export async function readConnection(
  { tlsSecretArn, proxy }: CommonOptions,
  tools: DestinationTools,
): Promise<Connection | undefined> {
  if (!tlsSecretArn && !proxy) return undefined;
  const tls = tlsSecretArn ? tlsMaterial(await tools.secret(tlsSecretArn), tlsSecretArn) : {};
  if (!proxy) return tls;
  const proxyAuthorization = proxy.secretArn
    ? (await basicCredentials(tools, proxy.secretArn)).value
    : undefined;
  return { ...tls, proxyUrl: proxy.url, proxyAuthorization };
}

function tlsMaterial(text: string, arn: string): Connection {
  const fields = new Map<string, string>();
  try {
    const parsed: unknown = JSON.parse(text);
    for (const [name, value] of Object.entries(parsed ?? {}))
      if (typeof value === "string") fields.set(name, value);
  } catch {
    // Said below, without the text.
  }
  const found = TLS_FIELDS.filter((name) => fields.has(name));
  if (found.length > 0) return Object.fromEntries(found.map((name) => [name, fields.get(name)]));
  throw ForwarderError.config(
    "destination_config",
    `the secret ${arn} holds no TLS material; expected JSON with any of ${TLS_FIELDS.join(", ")}`,
  );
}
