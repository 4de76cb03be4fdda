import type { Connection, DestinationTools } from "../../define-destination.ts";
import { readTlsMaterial } from "../../tls-material.ts";
import { basicCredentials } from "./authenticators.ts";
import type { CommonOptions } from "./options.ts";

/** TLS material and proxy as the options ask for; undefined where they ask for nothing. */
export async function readConnection(
  { tlsSecretArn, proxy }: CommonOptions,
  tools: DestinationTools,
): Promise<Connection | undefined> {
  if (!tlsSecretArn && !proxy) return undefined;
  const tls = await readTlsMaterial(tlsSecretArn, tools.secret);
  if (!proxy) return tls;
  const proxyAuthorization = proxy.secretArn
    ? (await basicCredentials(tools, proxy.secretArn)).value
    : undefined;
  return { ...tls, proxyUrl: proxy.url, proxyAuthorization };
}
