import { ForwarderError } from "../errors.ts";

/** The text behind a URL. */
export type Download = (url: URL, signal: AbortSignal) => Promise<string>;

/** The certificate, as PEM, that SNS signs with. */
export type CertificateReader = Download;

/** SNS has a certificate for each region, and changes it about once a year. */
const MAX_REMEMBERED = 20;

/**
 * Fetches signing certificates, each once. The URL must be one that `certificateUrl` has let through: what is behind it
 * is trusted because only SNS can write there.
 * @throws {ForwarderError} retryable `source_unavailable`
 */
export function createCertificateReader(download: Download = downloadText): CertificateReader {
  const remembered = new Map<string, Promise<string>>();
  return async (url, signal) => {
    const known = remembered.get(url.href);
    if (known) return known;
    const certificate = download(url, signal);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(url.href, certificate);
    try {
      return await certificate;
    } catch (cause) {
      remembered.delete(url.href);
      throw ForwarderError.retryable(
        "source_unavailable",
        `the certificate ${url.href} could not be fetched: ${(cause as Error).message}; allow the function to reach it over https`,
        { cause },
      );
    }
  };
}

const TIMEOUT_MS = 5_000;
/** A certificate has about 2 kB. */
const MAX_CHARACTERS = 65_536;

async function downloadText(url: URL, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  // A redirect would lead away from the pinned host.
  const response = await fetch(url, { redirect: "error", signal: limit });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const text = await response.text();
  if (text.length > MAX_CHARACTERS)
    throw new Error(`it has ${text.length} characters, which is no certificate`);
  return text;
}
