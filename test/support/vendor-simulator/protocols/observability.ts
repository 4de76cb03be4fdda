import {
  type Answer,
  SECRET_ARN,
  type StoredEvent,
  type VendorProtocol,
  type VendorState,
} from "../protocol.ts";
import {
  array,
  basicSecret,
  inHeader,
  isBasic,
  jsonLines,
  object,
  storedRecord,
  without,
  withParsedPayloads,
} from "./parsing.ts";

const loki: VendorProtocol = {
  type: "loki",
  options: (url) => ({ url, tenant: "team-1", auth: { type: "basic", secretArn: SECRET_ARN } }),
  secret: basicSecret,
  path: "/loki/api/v1/push",
  headers: { "x-scope-orgid": "team-1" },
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: isBasic,
  maxEvents: 100_000,
  read: (body) => {
    const streams = array(object(JSON.parse(body)).streams).map(object);
    const names = streams.map(({ stream }) => JSON.stringify(stream));
    if (new Set(names).size !== names.length) throw new Error("a stream comes twice");
    return streams.flatMap(({ stream, values }) => {
      const { job, account, region } = object(stream);
      return array(values).map((value) => {
        const [nanoseconds, line, metadata] = array(value);
        if (typeof nanoseconds !== "string" || !/^\d{19}$/.test(nanoseconds)) throw new Error("ns as text");
        const stored = storedRecord(JSON.parse(String(line)));
        const record = object(stored.record);
        if (
          job !== "cloudtrail" ||
          account !== (record.recipientAccountId ?? record.accountId) ||
          region !== record.awsRegion
        )
          throw new Error("labels are not the record's");
        if (object(metadata).eventID !== stored.id) throw new Error("no metadata");
        return stored;
      });
    });
  },
  success: { status: 204 },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404, 260], refused: [400] },
};

/** Answers that count refused records without naming them. */
function judgeByCount(answerOf: (refused: number, events: readonly StoredEvent[]) => Answer) {
  return (events: readonly StoredEvent[], state: VendorState): Answer => {
    if (events.some(({ id }) => state.busy.has(id))) {
      for (const { id } of events) state.busy.delete(id);
      return { status: 429, headers: { "retry-after": "2" } };
    }
    const good = events.filter(({ id }) => !state.poison.has(id));
    state.stored.push(...good);
    return answerOf(events.length - good.length, events);
  };
}

const otlp: VendorProtocol = {
  type: "otlp",
  options: (url) => ({ url: `${url}/v1/logs`, auth: { type: "bearer", secretArn: SECRET_ARN } }),
  path: "/v1/logs",
  contentType: "application/json",
  encodings: ["gzip", undefined],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 100_000,
  read: (body) => {
    const resources = array(object(JSON.parse(body)).resourceLogs).map(object);
    const names = resources.map(({ resource }) => JSON.stringify(resource));
    if (new Set(names).size !== names.length) throw new Error("a resource comes twice");
    return resources.flatMap(({ scopeLogs }) =>
      array(scopeLogs).flatMap((scope) =>
        array(object(scope).logRecords).map((log) => {
          const { timeUnixNano, severityNumber, body: text } = object(log);
          if (typeof timeUnixNano !== "string" || ![9, 17].includes(Number(severityNumber)))
            throw new Error("time, severity");
          return storedRecord(JSON.parse(String(object(text).stringValue)));
        }),
      ),
    );
  },
  judge: judgeByCount((refused) =>
    refused === 0
      ? { status: 200, body: "{}" }
      : {
          status: 200,
          body: JSON.stringify({
            partialSuccess: { rejectedLogRecords: String(refused), errorMessage: "too wide" },
          }),
        },
  ),
  success: { status: 200, body: "{}" },
  statuses: { retried: [429, 502, 503, 504], auth: [401, 403], config: [404], refused: [400] },
  falseSuccesses: [{ status: 200, body: "<html>" }, { status: 202 }],
};

const dynatrace: VendorProtocol = {
  type: "dynatrace",
  options: (url) => ({ url, secretArn: SECRET_ARN }),
  path: "/api/v2/logs/ingest",
  contentType: "application/json; charset=utf-8",
  encodings: [undefined, "gzip"],
  isAuthorized: inHeader("authorization", "Api-Token "),
  maxEvents: 50_000,
  read: (body) =>
    array(JSON.parse(body)).map((log) => {
      const { content, timestamp, severity, "log.source": source } = object(log);
      if (source !== "aws.cloudtrail" || !["error", "info"].includes(String(severity)))
        throw new Error("attributes");
      if (Number.isNaN(Date.parse(String(timestamp)))) throw new Error("timestamp");
      return storedRecord(JSON.parse(String(content)));
    }),
  judge: judgeByCount((refused) =>
    refused === 0
      ? { status: 204 }
      : { status: 200, body: '{"details":{"message":"1 event was not ingested"}}' },
  ),
  success: { status: 204 },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
};

const axiom: VendorProtocol = {
  type: "axiom",
  options: (url) => ({ endpoint: url, dataset: "cloudtrail", secretArn: SECRET_ARN }),
  path: "/v1/datasets/cloudtrail/ingest",
  contentType: "application/x-ndjson",
  encodings: [undefined, "gzip"],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 100_000,
  read: (body) => jsonLines(body).map((line) => storedRecord(withParsedPayloads(without(line, "_time")))),
  judge: judgeByCount((failed, events) => ({
    status: 200,
    body: JSON.stringify({
      ingested: events.length - failed,
      failed,
      failures: failed ? [{ timestamp: "x", error: "too wide" }] : [],
    }),
  })),
  success: { status: 200, body: '{"ingested":1,"failed":0}' },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [400] },
  falseSuccesses: [
    { status: 200, body: "{}" },
    { status: 200, body: "ok" },
  ],
};

const logzio: VendorProtocol = {
  type: "logzio",
  options: (url) => ({ url, secretArn: SECRET_ARN }),
  path: "/",
  query: { type: "cloudtrail" },
  contentType: "text/plain",
  encodings: [undefined, "gzip"],
  isAuthorized: ({ query }, { credential }) => query.get("token") === credential,
  maxEvents: 100_000,
  read: (body) => jsonLines(body).map((line) => storedRecord(without(line, "@timestamp"))),
  judge: judgeByCount((refused, events) =>
    refused === 0
      ? { status: 200 }
      : {
          status: 400,
          body: JSON.stringify({ malformedLines: refused, successfulLines: events.length - refused }),
        },
  ),
  success: { status: 200 },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [] },
};

const honeycomb: VendorProtocol = {
  type: "honeycomb",
  options: (url) => ({ endpoint: url, secretArn: SECRET_ARN }),
  path: "/1/batch/cloudtrail",
  contentType: "application/json",
  encodings: [undefined, "gzip"],
  isAuthorized: inHeader("x-honeycomb-team"),
  maxEvents: 1_000,
  read: (body) => array(JSON.parse(body)).map((event) => storedRecord(object(event).data)),
  judge: (events, state) => {
    const verdicts = events.map((event) => {
      if (state.poison.has(event.id)) return { status: 400, error: "Event is too large" };
      if (state.busy.delete(event.id)) return { status: 429, error: "Rate limited" };
      state.stored.push(event);
      return { status: 202 };
    });
    return { status: 200, body: JSON.stringify(verdicts) };
  },
  success: { status: 200, body: "[]" },
  statuses: { retried: [429, 500, 503], auth: [401], config: [404], refused: [400] },
  falseSuccesses: [
    { status: 200, body: "[]" },
    { status: 200, body: "{}" },
  ],
};

export const observabilityVendors = [loki, otlp, dynatrace, axiom, logzio, honeycomb];
