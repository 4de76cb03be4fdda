import { createHmac } from "node:crypto";
import { SECRET_ARN, type VendorProtocol } from "../protocol.ts";
import { inHeader, jsonLines, object } from "./parsing.ts";

const https: VendorProtocol = {
  type: "https",
  options: (url) => ({ url: `${url}/ingest`, auth: { type: "bearer", secretArn: SECRET_ARN } }),
  path: "/ingest",
  contentType: "application/x-ndjson",
  encodings: ["gzip"],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 500,
  read: (body) => jsonLines(body).map((line) => ({ id: String(object(object(line).metadata).uid) })),
  success: { status: 202 },
  statuses: {
    retried: [408, 425, 429, 500, 502, 503, 504, 507, 521, 522, 529],
    auth: [401, 403, 407],
    config: [301, 302, 307, 308, 402, 404, 405, 406, 410, 415, 501],
    refused: [400, 409, 422],
  },
};

/** The same with a signature over the bytes on the wire: GitHub's rule. */
export const githubSigned: VendorProtocol = {
  ...https,
  options: (url) => ({ url: `${url}/ingest`, signature: { type: "github", secretArn: SECRET_ARN } }),
  isAuthorized: ({ headers, rawBody }, { credential }) =>
    headers["x-hub-signature-256"] ===
    `sha256=${createHmac("sha256", credential).update(rawBody).digest("hex")}`,
};

/** Standard Webhooks: the id says which batch it is, so that a receiver can tell a repeated one. */
export const webhookSigned: VendorProtocol = {
  ...https,
  options: (url) => ({
    url: `${url}/ingest`,
    signature: { type: "standard-webhooks", secretArn: SECRET_ARN },
  }),
  secret: (credential) => `whsec_${Buffer.from(credential).toString("base64")}`,
  isAuthorized: ({ headers, rawBody }, { credential }) => {
    const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
    const hmac = createHmac("sha256", Buffer.from(credential)).update(`${id}.${timestamp}.`).update(rawBody);
    return signature === `v1,${hmac.digest("base64")}` && /^\d{10}$/.test(timestamp ?? "");
  },
};

export const genericVendors = [https];
