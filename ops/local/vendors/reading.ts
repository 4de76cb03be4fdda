import { createHmac } from "node:crypto";
import type { Credentials, ReceivedRequest } from "./vendor.ts";

/** Small readers that vendors' protocols share; none of them comes from the function's code. */

type Members = Readonly<Record<string, unknown>>;

export function object(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("expected a JSON object");
  return value as Members;
}

export function array(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("expected a JSON array");
  return value;
}

/** Every line a record; a line break at the end ends the last one. */
export function lines(body: string): string[] {
  const found = (body.endsWith("\n") ? body.slice(0, -1) : body).split("\n");
  if (found.some((line) => line.trim() === "")) throw new Error("an empty line");
  return found;
}

export function jsonLines(body: string): unknown[] {
  return lines(body).map((line) => JSON.parse(line));
}

/** JSON objects one after the other, with or without white space between them: read by brackets and quotes. */
export function concatenated(body: string): unknown[] {
  const found: unknown[] = [];
  let depth = 0;
  let isText = false;
  let start = 0;
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at];
    if (isText) {
      if (char === "\\") at += 1;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === "{" || char === "[") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) found.push(JSON.parse(body.slice(start, at + 1)));
    } else if (depth === 0 && !/\s/.test(char ?? "")) throw new Error(`unexpected ${char} between objects`);
  }
  if (depth !== 0) throw new Error("the last object does not end");
  return found;
}

/** Without members that a destination adds. */
export function without(value: unknown, ...names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(object(value)).filter(([name]) => !names.includes(name)));
}

/** The record with the two payloads, which came as text, as objects again. */
export function withParsedPayloads(value: unknown): Members {
  const record = { ...object(value) };
  for (const name of ["requestParameters", "responseElements"])
    if (typeof record[name] === "string") record[name] = JSON.parse(record[name]);
  return record;
}

/** Whether the credential stands in a header, behind a scheme where there is one. */
export function inHeader(name: string, scheme = "") {
  return ({ headers }: ReceivedRequest, { credential }: { readonly credential: string }) =>
    headers[name] === `${scheme}${credential}`;
}

/** Whether user and credential stand in a Basic header. */
export function isBasic({ headers }: ReceivedRequest, { user, credential }: Credentials): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${user}:${credential}`).toString("base64")}`;
}

/** Checks an AWS signature from its published rules (SigV4, header form), independently of the signer that made it. */
export function isSignedV4(
  request: ReceivedRequest,
  service: string,
  secretAccessKey: string,
  sha256: (data: Buffer) => string,
): boolean {
  const { authorization = "", "x-amz-date": date = "" } = request.headers;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!parts) return false;
  const [, , day = "", region = "", signedService = "", signedHeaders = "", signature] = parts;
  if (signedService !== service || !signedHeaders.split(";").includes("host")) return false;
  const query = [...request.query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const headers = signedHeaders.split(";").map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`);
  const path = request.path
    .split("/")
    .map((step) => encode(encode(step)))
    .join("/");
  const canonical = [
    request.method,
    path,
    query,
    headers.join(""),
    signedHeaders,
    sha256(request.rawBody),
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(Buffer.from(canonical))].join("\n");
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const step of [day, region, service, "aws4_request"])
    key = createHmac("sha256", key).update(step).digest();
  return createHmac("sha256", key).update(text).digest("hex") === signature;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Whether the credential stands anywhere a configuration may put it: a header of its choice, bearer, Basic. */
export function carriesCredential(request: ReceivedRequest, credentials: Credentials): boolean {
  if (isBasic(request, credentials)) return true;
  const { headers } = request;
  return Object.values(headers).some((value) => value?.includes(credentials.credential));
}
