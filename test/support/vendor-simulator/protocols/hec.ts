import {
  type Answer,
  SECRET_ARN,
  type StoredEvent,
  type VendorProtocol,
  type VendorState,
} from "../protocol.ts";
import { concatenated, inHeader, object, storedRecord } from "./parsing.ts";

const ENVELOPE_KEYS = new Set(["time", "host", "source", "sourcetype", "index", "event", "fields"]);

function readEnvelopes(body: string, sourcetype: string): StoredEvent[] {
  return concatenated(body).map((value) => {
    const envelope = object(value);
    // The server takes an object with another key and silently loses what follows.
    const unknown = Object.keys(envelope).find((key) => !ENVELOPE_KEYS.has(key));
    if (unknown) throw new Error(`unknown envelope key ${unknown}`);
    const stored = storedRecord(envelope.event);
    if (envelope.sourcetype !== sourcetype) throw new Error("no sourcetype");
    if (typeof envelope.time !== "number") throw new Error("no time");
    const { eventTime } = object(envelope.event);
    if (eventTime !== undefined && envelope.time !== Date.parse(String(eventTime)) / 1000)
      throw new Error("time is not the event's, in seconds");
    return stored;
  });
}

/** The rule measured on 10.4.3: what stands before the bad event is indexed, the rest is not. */
function judgeInOrder(events: readonly StoredEvent[], state: VendorState): Answer {
  if (events.some(({ id }) => state.busy.has(id))) {
    for (const { id } of events) state.busy.delete(id);
    return { status: 503, body: '{"text":"Server is busy","code":9}' };
  }
  const bad = events.findIndex(({ id }) => state.poison.has(id));
  state.stored.push(...events.slice(0, bad === -1 ? events.length : bad));
  if (bad !== -1)
    return {
      status: 400,
      body: JSON.stringify({ text: "Event field cannot be blank", code: 13, "invalid-event-number": bad }),
    };
  return { status: 200, body: '{"text":"Success","code":0}' };
}

const splunk: VendorProtocol = {
  type: "splunk-hec",
  options: (url) => ({ url, secretArn: SECRET_ARN, fields: { env: "test" } }),
  path: "/services/collector/event",
  contentType: "application/json",
  encodings: [undefined, "gzip"],
  isAuthorized: inHeader("authorization", "Splunk "),
  unauthorized: { status: 403, body: '{"text":"Invalid token","code":4}' },
  maxEvents: 1_000_000,
  read: (body) => readEnvelopes(body, "aws:cloudtrail"),
  judge: judgeInOrder,
  success: { status: 200, body: '{"text":"Success","code":0}' },
  statuses: { retried: [429, 500, 503], auth: [401, 403], config: [404], refused: [] },
  falseSuccesses: [
    { status: 200, body: "<html>captive portal</html>" },
    { status: 200, body: '{"text":"Data channel is missing","code":10}' },
    { status: 203, body: '{"text":"Success","code":0}' },
  ],
};

/** The same with a token that uses indexer acknowledgement: an id is confirmed once, and only on its channel. */
const splunkAck: VendorProtocol = {
  ...splunk,
  options: (url) => ({ url, secretArn: SECRET_ARN, acknowledge: true, ackTimeoutSeconds: 3 }),
  isAuthorized: (request, state) =>
    inHeader("authorization", "Splunk ")(request, state) &&
    isGuid(request.headers["x-splunk-request-channel"]),
  judge: (events, state) => {
    const answer = judgeInOrder(events, state);
    if (answer.status !== 200) return answer;
    const ackId = Number(state.notes.get("next") ?? 0);
    state.notes.set("next", ackId + 1);
    return { status: 200, body: JSON.stringify({ text: "Success", code: 0, ackId }) };
  },
  beside: (request, state) => {
    if (request.path !== "/services/collector/ack") return undefined;
    if (!isGuid(request.headers["x-splunk-request-channel"]))
      return { status: 400, body: '{"text":"Data channel is missing","code":10}' };
    const { acks } = JSON.parse(request.body.toString()) as { acks: number[] };
    const polls = Number(state.notes.get("polls") ?? 0) + 1;
    state.notes.set("polls", polls);
    const isConfirmed = state.notes.get("confirms") !== false && polls % 2 === 0;
    return {
      status: 200,
      body: JSON.stringify({ acks: Object.fromEntries(acks.map((id) => [id, isConfirmed])) }),
    };
  },
};

const logscale: VendorProtocol = {
  type: "logscale",
  options: (url) => ({ url: `${url}/api/v1/ingest/hec`, secretArn: SECRET_ARN, source: "cloudtrail" }),
  path: "/api/v1/ingest/hec",
  contentType: "application/json",
  encodings: [undefined, "gzip"],
  isAuthorized: inHeader("authorization", "Bearer "),
  maxEvents: 1_000_000,
  read: (body) => readEnvelopes(body, "aws-cloudtrail"),
  success: { status: 200, body: '{"text":"Success","code":0}' },
  statuses: { retried: [429, 500, 502, 503, 504], auth: [401, 403], config: [404], refused: [400] },
  falseSuccesses: [{ status: 203 }],
};

function isGuid(text: string | undefined): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? "");
}

export { splunkAck };
export const hecVendors = [splunk, logscale];
