import { SECRET_ARN, type VendorProtocol } from "../protocol.ts";
import { basicSecret, inHeader, isBasic, jsonLines, object, storedRecord, without } from "./parsing.ts";

const std = [408, 425, 429, 500, 502, 503, 504];

/** IBM: the log source splits the body wherever its message pattern matches. */
const qradar: VendorProtocol = {
  type: "qradar-http",
  options: (url) => ({ url: `${url}/`, auth: { type: "bearer", secretArn: SECRET_ARN } }),
  path: "/",
  contentType: "application/json",
  encodings: [undefined],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 500,
  read: (body) => {
    const starts = [...body.matchAll(/\{"eventVersion":"/g)].map(({ index }) => index);
    if (starts[0] !== 0) throw new Error("the body does not begin with an event");
    return starts.map((start, index) => storedRecord(JSON.parse(body.slice(start, starts[index + 1]))));
  },
  success: { status: 200 },
  statuses: { retried: std, auth: [401, 403], config: [404], refused: [400] },
};

const xsiam: VendorProtocol = {
  type: "xsiam",
  options: (url) => ({ url: `${url}/logs/v1/event`, secretArn: SECRET_ARN }),
  path: "/logs/v1/event",
  contentType: "application/json",
  encodings: ["gzip"],
  isAuthorized: inHeader("authorization"),
  maxEvents: 10_000,
  read: (body) => jsonLines(body).map(storedRecord),
  success: { status: 200, body: '{"error":"false"}' },
  statuses: { retried: [429, 502, 503, 504], auth: [401], config: [404], refused: [400] },
};

const fortisiem: VendorProtocol = {
  type: "fortisiem-http",
  options: (url) => ({ url, secretArn: SECRET_ARN, reportingIp: "192.0.2.10" }),
  secret: basicSecret,
  path: "/rawupload",
  query: {
    vendor: "Amazon",
    model: "AWS CloudTrail",
    reptIp: "192.0.2.10",
    reptName: "aws-cloudtrail",
    separator: "\n",
  },
  contentType: "application/json",
  encodings: [undefined],
  isAuthorized: isBasic,
  maxEvents: 500,
  // Split at the separator and nowhere else: a trailing one would make an empty event.
  read: (body) => body.split("\n").map((line) => storedRecord(JSON.parse(line))),
  success: { status: 200 },
  statuses: { retried: std, auth: [401, 403], config: [404], refused: [400] },
};

const insightidr: VendorProtocol = {
  type: "insightidr-webhook",
  options: () => ({ urlSecretArn: SECRET_ARN }),
  secret: (credential, url) => `${url}/v1/noformat?key=${credential}`,
  path: "/v1/noformat",
  contentType: "application/json",
  encodings: [undefined],
  isAuthorized: ({ query }, { credential }) => query.get("key") === credential,
  maxEvents: 100,
  read: (body) => body.split("\n").map((line) => storedRecord(JSON.parse(line))),
  success: { status: 204 },
  statuses: { retried: std, auth: [401, 403], config: [404], refused: [400] },
};

const stellar: VendorProtocol = {
  type: "stellar-http",
  options: (url) => ({
    url: `${url}/httpjson`,
    tenantId: "tenant-1",
    auth: { type: "header", header: "X-Api-Key", secretArn: SECRET_ARN },
  }),
  path: "/httpjson",
  contentType: "application/json",
  encodings: [undefined],
  isAuthorized: inHeader("x-api-key"),
  maxEvents: 200,
  read: (body) =>
    jsonLines(body).map((line) => {
      const { stellar: envelope, tenantid, msg_class, msg_origin } = object(line);
      if (object(envelope).tenantid !== "tenant-1" || tenantid !== "tenant-1") throw new Error("no tenant");
      if (msg_class !== "cloudtrail" || object(msg_origin).vendor !== "aws")
        throw new Error("no Interflow fields");
      return storedRecord(without(line, "stellar", "tenantid", "msg_class", "msg_origin"));
    }),
  success: { status: 200 },
  statuses: { retried: std, auth: [401, 403], config: [404], refused: [400] },
};

export const seedVendors = [qradar, xsiam, fortisiem, insightidr, stellar];
