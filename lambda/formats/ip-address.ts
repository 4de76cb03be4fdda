import { isIP } from "node:net";

/**
 * True for an IPv4 or IPv6 address in the strict sense: four decimal octets without leading zeros, or IPv6 without a
 * zone. Everything else that CloudTrail writes as source address (service names, `AWS Internal`, `08.1.250.216`) is text.
 */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/** True for an IPv6 address. */
export function isIpv6Address(text: string): boolean {
  return text.includes(":") && isIpAddress(text);
}
