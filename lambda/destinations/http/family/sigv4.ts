import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { DestinationTools, HttpRequest } from "../../define-destination.ts";

/** The shape in which the signer wants SHA-256: a hash, or an HMAC when it gets a key. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

/** The request signed with AWS Signature Version 4, with the function's own credentials. */
export async function signV4(
  request: HttpRequest,
  { service, region }: { readonly service: string; readonly region?: string },
  tools: DestinationTools,
): Promise<HttpRequest> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const credentials = await tools.aws.credentials();
  const signer = new SignatureV4({
    service,
    region: region ?? (await tools.aws.region()),
    credentials,
    sha256: Sha256,
  });
  const url = new URL(request.url);
  const bodySha256 = createHash("sha256").update(request.body).digest("hex");
  const signed = await signer.sign(
    {
      method: request.method ?? "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port === "" ? undefined : Number(url.port),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      // OpenSearch Serverless wants the hash as a signed header; the others take it.
      headers: { ...request.headers, host: url.host, "x-amz-content-sha256": bodySha256 },
      body: request.body,
    },
    { signingDate: new Date(tools.now()) },
  );
  const secrets = [credentials.secretAccessKey, credentials.sessionToken ?? ""];
  return { ...request, headers: signed.headers, secrets: [...(request.secrets ?? []), ...secrets] };
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}
