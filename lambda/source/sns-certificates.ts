import { get } from "node:https";
import { decodeSignedNotification, neededCertificates } from "../decode/signed-notification.ts";
import type { DecodedMessage } from "../types.ts";

/** Fetches a text; rejects for anything but a short answer with status 200. */
export type FetchText = (url: URL, signal: AbortSignal) => Promise<string>;

/** SNS has one certificate for each region and changes it about once a year. */
const MOST_CERTIFICATES = 16;

const LONGEST_PEM = 64 * 1024;
const TIMEOUT_MS = 5_000;

/** Checks the signatures of the messages of one topic. Certificates are fetched once. */
export class SnsSignatures {
  private readonly topicArn: string;
  private readonly fetch: FetchText;
  private readonly certificates = new Map<string, string>();

  constructor(topicArn: string, fetch: FetchText = fetchText) {
    this.topicArn = topicArn;
    this.fetch = fetch;
  }

  /** Fetches what these messages need and is not there yet. Never throws: what is missing shows in `decode`. */
  async prepare(bodies: readonly string[], signal: AbortSignal): Promise<void> {
    const missing = neededCertificates(bodies, this.topicArn).filter(
      ({ href }) => !this.certificates.has(href),
    );
    await Promise.all(missing.slice(0, MOST_CERTIFICATES).map((url) => this.load(url, signal)));
  }

  /** What a message says; rejected unless SNS signed it. */
  readonly decode = (body: string): DecodedMessage =>
    decodeSignedNotification(body, this.topicArn, ({ href }) => this.certificates.get(href));

  private async load(url: URL, signal: AbortSignal): Promise<void> {
    try {
      const pem = await this.fetch(url, signal);
      // Made-up names on SNS's own host must not fill the memory.
      if (this.certificates.size >= MOST_CERTIFICATES) this.certificates.clear();
      this.certificates.set(url.href, pem);
    } catch {
      // Tried again by the next invocation; until then messages that need it go back.
    }
  }
}

function fetchText(url: URL, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LONGEST_PEM)
          request.destroy(new Error(`${url.href} is longer than ${LONGEST_PEM} bytes`));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`${url.href} answered ${response.statusCode}`));
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${url.href} did not answer in ${TIMEOUT_MS} ms`)));
    request.on("error", reject);
  });
}
