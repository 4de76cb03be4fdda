import { createHash } from "node:crypto";
import {
  type Answer,
  AWS_CREDENTIALS,
  type ReceivedRequest,
  SECRET_ARN,
  type StoredEvent,
  type VendorProtocol,
  type VendorState,
} from "../protocol.ts";
import { basicSecret, inHeader, isBasic, isSignedV4, lines, object } from "./parsing.ts";

const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

interface BulkRules {
  readonly hasIds: boolean;
  readonly recordOf: (document: Readonly<Record<string, unknown>>) => { id: string; record?: unknown };
}

/** Pairs of lines; a data stream takes `create` only and wants `@timestamp`. */
function readPairs(body: string, { hasIds, recordOf }: BulkRules): StoredEvent[] {
  if (!body.endsWith("\n")) throw new Error("The bulk request must be terminated by a newline");
  const found = lines(body);
  if (found.length % 2 !== 0) throw new Error("an action without a document");
  return Array.from({ length: found.length / 2 }, (_, index) => {
    const action = object(object(JSON.parse(found[index * 2] ?? "")).create);
    const document = object(JSON.parse(found[index * 2 + 1] ?? ""));
    if (typeof document["@timestamp"] !== "string") throw new Error("no @timestamp");
    const event = recordOf(document);
    if (hasIds && action._id !== event.id) throw new Error("the document's id is not the event's");
    if (!hasIds && "_id" in action)
      throw new Error("Document ID is not supported in create/index operation request");
    return event;
  });
}

function judgeItems(events: readonly StoredEvent[], state: VendorState): Answer {
  const items = events.map((event) => {
    if (state.poison.has(event.id))
      return {
        create: {
          status: 400,
          error: { type: "document_parsing_exception", reason: "failed to parse field [x]" },
        },
      };
    if (state.busy.delete(event.id))
      return {
        create: { status: 429, error: { type: "es_rejected_execution_exception", reason: "queue full" } },
      };
    if (state.notes.get("dedups") !== false && state.stored.some(({ id }) => id === event.id))
      return {
        create: { status: 409, error: { type: "version_conflict_engine_exception", reason: "exists" } },
      };
    state.stored.push(event);
    return { create: { status: 201 } };
  });
  return {
    status: 200,
    body: JSON.stringify({ errors: items.some(({ create }) => create.status >= 300), items }),
  };
}

const fromMessage = (document: Readonly<Record<string, unknown>>) => {
  const record = object(JSON.parse(String(document.message)));
  return { id: String(record.eventID ?? record.eventId), record };
};

const fromOcsf = (document: Readonly<Record<string, unknown>>) => ({
  id: String(object(document.metadata).uid),
});

const common = {
  contentType: "application/x-ndjson",
  encodings: ["gzip", undefined],
  maxEvents: 10_000,
  judge: judgeItems,
  success: { status: 200, body: '{"errors":false}' },
  statuses: { retried: [429, 500, 502, 503, 504], auth: [401, 403], config: [404], refused: [400] },
  falseSuccesses: [
    { status: 200, body: "<html>captive portal</html>" },
    { status: 200, body: '{"errors":true,"items":[]}' },
    { status: 200, body: "{}" },
  ],
};

const elasticsearch: VendorProtocol = {
  ...common,
  type: "elasticsearch",
  options: (url) => ({ url, auth: { type: "apiKey", secretArn: SECRET_ARN } }),
  path: "/logs-aws.cloudtrail-default/_bulk",
  isAuthorized: inHeader("authorization", "ApiKey "),
  read: (body) => readPairs(body, { hasIds: true, recordOf: fromMessage }),
  absorbsDuplicates: true,
};

const opensearch: VendorProtocol = {
  ...common,
  type: "opensearch",
  options: (url) => ({ url, auth: { type: "basic", secretArn: SECRET_ARN } }),
  secret: basicSecret,
  path: "/cloudtrail/_bulk",
  isAuthorized: isBasic,
  read: (body) => readPairs(body, { hasIds: true, recordOf: fromOcsf }),
  absorbsDuplicates: true,
};

const signed = (service: string) => (request: ReceivedRequest) =>
  request.headers["x-amz-security-token"] === AWS_CREDENTIALS.sessionToken &&
  isSignedV4(request, service, AWS_CREDENTIALS.secretAccessKey, sha256);

/** A domain with SigV4; its credentials are the function's role, which no test rotates. */
export const opensearchSigned: VendorProtocol = {
  ...opensearch,
  options: (url) => ({
    url,
    auth: { type: "sigv4", domainArn: "arn:aws:es:us-east-1:111122223333:domain/siem" },
  }),
  secret: undefined,
  isAuthorized: signed("es"),
};

const serverless: VendorProtocol = {
  ...common,
  type: "opensearch-serverless",
  options: (url) => ({
    url,
    collectionArn: "arn:aws:aoss:us-east-1:111122223333:collection/07tjusf2h91cunochc",
  }),
  path: "/cloudtrail/_bulk",
  isAuthorized: (request, state) =>
    state.credential === "credential-number-one" &&
    request.headers["x-amz-content-sha256"] === sha256(request.rawBody) &&
    signed("aoss")(request),
  unauthorized: { status: 403 },
  read: (body) => readPairs(body, { hasIds: false, recordOf: fromOcsf }),
  judge: (events, state) => {
    state.notes.set("dedups", false);
    return judgeItems(events, state);
  },
};

export const bulkVendors = [elasticsearch, opensearch, serverless];
