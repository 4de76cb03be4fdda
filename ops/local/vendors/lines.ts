import { carriesCredential, concatenated, inHeader, isBasic, lines, object } from "./reading.ts";
import type { Vendor } from "./vendor.ts";

/** Vendors whose bodies are the events themselves, one after the other. */

/** A JSON array, CloudTrail's own wrapper, or events one a line. */
function plainEvents(body: string): string[] {
  const start = body.trimStart();
  if (start.startsWith("[")) return (JSON.parse(body) as unknown[]).map(textOf);
  if (!start.startsWith('{"Records":[')) return lines(body);
  return (object(JSON.parse(body)).Records as unknown[]).map(textOf);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const empty200 = () => ({ status: 200 });

const https: Vendor = {
  type: "https",
  address: (url) => ({ url: `${url}/` }),
  path: /^\//,
  takesGzip: true,
  isOpen: true,
  isAuthorized: carriesCredential,
  read: plainEvents,
  success: () => ({ status: 200, body: "{}" }),
};

/** The log source splits where its message pattern matches; so events need not be lines, and must begin with their version. */
const qradar: Vendor = {
  type: "qradar-http",
  address: (url) => ({ url: `${url}/` }),
  path: /^\//,
  takesGzip: false,
  isOpen: true,
  isAuthorized: carriesCredential,
  read: (body) => {
    if (!body.startsWith("{")) return lines(body);
    const starts = [...body.matchAll(/\{"eventVersion":"/g)].map(({ index }) => index);
    if (starts[0] !== 0) return concatenated(body).map(textOf);
    return starts.map((start, index) => body.slice(start, starts[index + 1]).trimEnd());
  },
  success: empty200,
};

const xsiam: Vendor = {
  type: "xsiam",
  address: (url) => ({ url: `${url}/logs/v1/event` }),
  path: /^\/logs\/v1\/event$/,
  takesGzip: true,
  isAuthorized: inHeader("authorization"),
  read: lines,
  success: () => ({ status: 200, body: '{"error":"false"}' }),
};

const fortisiem: Vendor = {
  type: "fortisiem-http",
  address: (url) => ({ url }),
  path: /^\/rawupload$/,
  takesGzip: false,
  isAuthorized: isBasic,
  // Split at the separator and nowhere else: a trailing one would make an empty event.
  read: (body) => body.split("\n").filter((line) => line !== ""),
  success: empty200,
};

const insightidr: Vendor = {
  type: "insightidr-webhook",
  address: () => ({}),
  path: /^\//,
  takesGzip: true,
  read: (body) => lines(body),
  success: () => ({ status: 204 }),
};

const sumologic: Vendor = {
  type: "sumologic",
  address: () => ({}),
  path: /^\//,
  takesGzip: true,
  read: lines,
  success: empty200,
};

const stellar: Vendor = {
  type: "stellar-http",
  address: (url) => ({ url: `${url}/httpjson` }),
  path: /^\/httpjson$/,
  takesGzip: true,
  isOpen: true,
  isAuthorized: carriesCredential,
  read: plainEvents,
  success: empty200,
};

const logzio: Vendor = {
  type: "logzio",
  address: (url) => ({ url }),
  path: /^\/$/,
  takesGzip: true,
  isAuthorized: ({ query }, { credential }) => query.get("token") === credential,
  read: lines,
  success: empty200,
};

const axiom: Vendor = {
  type: "axiom",
  address: (url) => ({ endpoint: url }),
  path: /^\/v1\/datasets\/[^/]+\/ingest$/,
  takesGzip: true,
  isAuthorized: inHeader("authorization", "Bearer "),
  read: lines,
  success: ({ length }) => ({
    status: 200,
    body: JSON.stringify({ ingested: length, failed: 0, failures: [] }),
  }),
};

export const lineVendors: readonly Vendor[] = [
  https,
  qradar,
  xsiam,
  fortisiem,
  insightidr,
  sumologic,
  stellar,
  logzio,
  axiom,
];
