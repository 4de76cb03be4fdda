import type { IncomingHttpHeaders } from "node:http";

/** Who signed a request, and for which service. Signatures themselves are not checked. */
export interface CredentialScope {
  readonly accessKeyId?: string;
  readonly region?: string;
  readonly service?: string;
}

const HEADER = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const PRESIGNED = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

export function credentialScope(headers: IncomingHttpHeaders, query: URLSearchParams): CredentialScope {
  const found =
    HEADER.exec(headers.authorization ?? "") ?? PRESIGNED.exec(query.get("X-Amz-Credential") ?? "");
  return found ? { accessKeyId: found[1], region: found[2], service: found[3] } : {};
}
