import { array, carriesCredential, concatenated, inHeader, object } from "./reading.ts";
import { googleToken, microsoftToken, TOKEN_PREFIX } from "./tokens.ts";
import type { Vendor } from "./vendor.ts";

/** Vendors that put each event into an envelope of their own. */

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const elements = (body: string) => array(JSON.parse(body)).map(object);

const bearer = inHeader("authorization", "Bearer ");

/** A token of the vendor's own token endpoint. */
const withToken = inHeader("authorization", `Bearer ${TOKEN_PREFIX}`);

const hecSuccess = { status: 200, body: '{"text":"Success","code":0}' };

/** Objects one after the other; an unknown key would make a real server lose what follows. */
function hecEvents(body: string): string[] {
  const known = new Set(["time", "host", "source", "sourcetype", "index", "event", "fields"]);
  return concatenated(body).map((value) => {
    const envelope = object(value);
    const unknown = Object.keys(envelope).find((key) => !known.has(key));
    if (unknown) throw new Error(`unknown envelope key ${unknown}`);
    if (envelope.event === undefined) throw new Error("Event field is required");
    return textOf(envelope.event);
  });
}

const splunk: Vendor = {
  type: "splunk-hec",
  address: (url) => ({ url }),
  path: /^\/services\/collector\/event$/,
  takesGzip: true,
  isAuthorized: inHeader("authorization", "Splunk "),
  unauthorized: 403,
  read: hecEvents,
  // A token with acknowledgement wants a channel, and then gives an id with each batch.
  success: (_, { headers }) =>
    headers["x-splunk-request-channel"]
      ? { status: 200, body: '{"text":"Success","code":0,"ackId":0}' }
      : hecSuccess,
  beside: ({ path, body }) => {
    if (path !== "/services/collector/ack") return undefined;
    const acks = array(object(JSON.parse(body.toString())).acks);
    return {
      status: 200,
      body: JSON.stringify({ acks: Object.fromEntries(acks.map((id) => [id, true])) }),
    };
  },
};

const logscale: Vendor = {
  type: "logscale",
  address: (url) => ({ url: `${url}/api/v1/ingest/hec` }),
  path: /^\/api\/v1\/ingest\/hec/,
  takesGzip: true,
  isAuthorized: bearer,
  read: hecEvents,
  success: () => hecSuccess,
};

const datadog: Vendor = {
  type: "datadog",
  address: (url) => ({ endpoint: url }),
  path: /^\/api\/v2\/logs$/,
  takesGzip: true,
  isAuthorized: inHeader("dd-api-key"),
  unauthorized: 403,
  maxEvents: 1_000,
  read: (body) => elements(body).map(textOf),
  success: () => ({ status: 202, body: "{}" }),
};

const sentinel: Vendor = {
  type: "sentinel",
  address: (url) => ({ endpoint: url, loginUrl: url }),
  path: /^\/dataCollectionRules\/dcr-[0-9a-f]{32}\/streams\/Custom-\w+$/,
  takesGzip: true,
  isAuthorized: withToken,
  read: (body) =>
    elements(body).map((row) => {
      if (typeof row.TimeGenerated !== "string") throw new Error("a row without TimeGenerated");
      return textOf(row.RawEvent ?? row);
    }),
  success: () => ({ status: 204 }),
  beside: (request, credentials) =>
    /^\/[^/]+\/oauth2\/v2\.0\/token$/.test(request.path) ? microsoftToken(request, credentials) : undefined,
};

const secops: Vendor = {
  type: "secops",
  address: (url) => ({ endpoint: url, tokenUrl: `${url}/token` }),
  path: /^\/v1(alpha|beta)?\/projects\/.+\/logTypes\/[A-Z0-9_]+\/logs:import$/,
  takesGzip: false,
  isAuthorized: withToken,
  read: (body) =>
    array(object(object(JSON.parse(body)).inlineSource).logs).map((log) =>
      Buffer.from(String(object(log).data), "base64").toString("utf8"),
    ),
  success: () => ({ status: 200, body: "{}" }),
  beside: (request, credentials) =>
    request.path === "/token" ? googleToken(request, credentials) : undefined,
};

const newrelic: Vendor = {
  type: "newrelic",
  address: (url) => ({ endpoint: url }),
  path: /^\/log\/v1$/,
  takesGzip: true,
  isAuthorized: inHeader("api-key"),
  unauthorized: 403,
  read: (body) => elements(body).flatMap(({ logs }) => array(logs).map((log) => textOf(object(log).message))),
  success: () => ({ status: 202, body: '{"requestId":"local"}' }),
};

const coralogix: Vendor = {
  type: "coralogix",
  address: (url) => ({ endpoint: url }),
  path: /^\/logs\/v1\/singles$/,
  takesGzip: true,
  isAuthorized: bearer,
  read: (body) => elements(body).map(({ text }) => textOf(text)),
  success: () => ({ status: 200 }),
};

const dynatrace: Vendor = {
  type: "dynatrace",
  address: (url) => ({ url }),
  path: /\/api\/v2\/logs\/ingest$/,
  takesGzip: true,
  isAuthorized: inHeader("authorization", "Api-Token "),
  maxEvents: 50_000,
  read: (body) => elements(body).map(({ content }) => textOf(content)),
  success: () => ({ status: 204 }),
};

const honeycomb: Vendor = {
  type: "honeycomb",
  address: (url) => ({ endpoint: url }),
  path: /^\/1\/batch\/[^/]+$/,
  takesGzip: true,
  isAuthorized: inHeader("x-honeycomb-team"),
  read: (body) => elements(body).map(({ data }) => textOf(data)),
  success: (events) => ({ status: 200, body: JSON.stringify(events.map(() => ({ status: 202 }))) }),
};

const loki: Vendor = {
  type: "loki",
  address: (url) => ({ url }),
  path: /^\/loki\/api\/v1\/push$/,
  takesGzip: true,
  isOpen: true,
  isAuthorized: carriesCredential,
  read: (body) =>
    array(object(JSON.parse(body)).streams).flatMap((stream) =>
      array(object(stream).values).map((value) => {
        const [nanoseconds, line] = array(value);
        if (typeof nanoseconds !== "string" || !/^\d{1,19}$/.test(nanoseconds))
          throw new Error("expected nanoseconds as text");
        return textOf(line);
      }),
    ),
  success: () => ({ status: 204 }),
};

const otlp: Vendor = {
  type: "otlp",
  address: (url) => ({ url: `${url}/v1/logs` }),
  path: /^\/v1\/logs$/,
  takesGzip: true,
  isOpen: true,
  isAuthorized: carriesCredential,
  read: (body) =>
    array(object(JSON.parse(body)).resourceLogs).flatMap((resource) =>
      array(object(resource).scopeLogs).flatMap((scope) =>
        array(object(scope).logRecords).map((log) => textOf(object(object(log).body).stringValue)),
      ),
    ),
  success: () => ({ status: 200, headers: { "content-type": "application/json" }, body: "{}" }),
};

export const envelopeVendors: readonly Vendor[] = [
  splunk,
  logscale,
  datadog,
  sentinel,
  secops,
  newrelic,
  coralogix,
  dynatrace,
  honeycomb,
  loki,
  otlp,
];
