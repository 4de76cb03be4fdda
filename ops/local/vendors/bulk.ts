import { createHash } from "node:crypto";
import { carriesCredential, isSignedV4, lines, object } from "./reading.ts";
import type { ReceivedRequest, Vendor } from "./vendor.ts";

/** Elasticsearch and OpenSearch: pairs of an action and a document. */

/** The documents; where one only wraps the event as text, the event. A data stream takes `create` only and wants a time. */
function documents(body: string): string[] {
  if (!body.endsWith("\n")) throw new Error("The bulk request must be terminated by a newline");
  const found = lines(body);
  if (found.length % 2 !== 0) throw new Error("an action without a document");
  return Array.from({ length: found.length / 2 }, (_, index) => {
    object(object(JSON.parse(found[index * 2] ?? "")).create);
    const text = found[index * 2 + 1] ?? "";
    const document = object(JSON.parse(text));
    if (typeof document["@timestamp"] !== "string") throw new Error("no @timestamp");
    // An event of its own may have a message as well.
    const isWrapped =
      typeof document.message === "string" && !("metadata" in document || "cloud" in document);
    return isWrapped ? String(document.message) : text;
  });
}

function success(events: readonly string[]) {
  const items = events.map(() => ({ create: { status: 201 } }));
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ errors: false, items }),
  };
}

/** What the sandbox of an emulated function signs with. */
const SECRET_ACCESS_KEY = "example";

function isSigned(request: ReceivedRequest, service: string): boolean {
  return isSignedV4(request, service, SECRET_ACCESS_KEY, (data) =>
    createHash("sha256").update(data).digest("hex"),
  );
}

const common = { path: /^\/[^/]+\/_bulk$/, takesGzip: true, read: documents, success };

const elasticsearch: Vendor = {
  ...common,
  type: "elasticsearch",
  address: (url) => ({ url }),
  isAuthorized: carriesCredential,
};

const opensearch: Vendor = {
  ...common,
  type: "opensearch",
  address: (url) => ({ url }),
  unauthorized: 403,
  isAuthorized: (request, credentials) => isSigned(request, "es") || carriesCredential(request, credentials),
};

const serverless: Vendor = {
  ...common,
  type: "opensearch-serverless",
  address: (url) => ({ url }),
  unauthorized: 403,
  isAuthorized: (request) =>
    request.headers["x-amz-content-sha256"] !== undefined && isSigned(request, "aoss"),
};

export const bulkVendors: readonly Vendor[] = [elasticsearch, opensearch, serverless];
