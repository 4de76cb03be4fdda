/** Headers whose values may be shown: everything else a request carries counts as a credential. */
const PUBLIC_HEADERS = new Set([
  "accept",
  "content-encoding",
  "content-length",
  "content-type",
  "idempotency-key",
  "user-agent",
  "webhook-id",
  "webhook-timestamp",
  "x-amz-content-sha256",
  "x-amz-date",
]);

/** Shorter values are words like `Bearer`; replacing them would garble the text. */
const SHORTEST_SECRET = 8;

/** The text without anything that the request carried as a credential. */
export function withoutCredentials(
  text: string,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[] = [],
): string {
  const carried = Object.entries(headers)
    .filter(([name]) => !PUBLIC_HEADERS.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, ...value.split(/[ ,]/)]);
  return [...carried, ...secrets]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((left, right) => right.length - left.length)
    .reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
}
