import { isIP } from "node:net";
import { memoize } from "../memo.ts";
import { writeAddressFacts } from "./address-members.ts";
import type { Draft } from "./draft.ts";
import { K } from "./keys.ts";

/** What of the caller's side is repeated among the observables. */
export interface SourceEndpoint {
  readonly ip?: string;
  readonly domain?: string;
}

/** Longest text of OCSF's `ip_t`. */
const MAX_IP_LENGTH = 40;
/** Longest host name, by RFC 1035. */
const MAX_HOST_LENGTH = 253;

const DNS_NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.[A-Za-z][A-Za-z0-9-]*$/;
/** OCSF 1.1.0's `hostname_t`, which 1.8.0 leaves open. */
const HOST_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const PORT = /:\d{1,5}$/;

const NOWHERE: SourceEndpoint = {};

/**
 * Writes `src_endpoint`. `sourceIPAddress` holds an address, a service's DNS name or other words (`AWS Internal`); only
 * an address that parses becomes `ip`. Without address and VPC endpoint there is nothing, or `Unknown` where the class
 * requires the endpoint.
 */
export function writeSourceEndpoint(
  address: string | undefined,
  vpcEndpoint: string | undefined,
  isRequired: boolean,
  draft: Draft,
): SourceEndpoint {
  const { json } = draft;
  const kind = address === undefined ? undefined : kindOf(address);
  json.open('"src_endpoint":{');
  if (kind === "ip") json.put(K.ip, address);
  if (kind === "domain") {
    // The name twice: OCSF 1.1.0 does not accept an endpoint that has a domain alone.
    json.put(K.domain, address);
    json.put(K.svcName, address);
  }
  if (kind === "name") json.put(K.name, address);
  json.put(K.uid, vpcEndpoint);
  if (isRequired && kind === undefined && vpcEndpoint === undefined) json.raw('"name":"Unknown"');
  writeAddressFacts(draft);
  json.close();
  if (kind === "ip") return { ip: address };
  return kind === "domain" ? { domain: address } : NOWHERE;
}

const kindOf = memoize((address): "ip" | "domain" | "name" => {
  if (address.length <= MAX_IP_LENGTH && isIP(address) !== 0) return "ip";
  return address.length <= MAX_HOST_LENGTH && DNS_NAME.test(address) ? "domain" : "name";
});

/** The host name in a Host header, without its port; null when the header holds none. */
export const hostNameOf = memoize((header): string | null => {
  const host = header.replace(PORT, "");
  // Of two labels at least: Grafana's records hold the field's own name as the value.
  return host.length <= MAX_HOST_LENGTH && HOST_NAME.test(host) && isIP(host) === 0 ? host : null;
});
