import { destinationOf, destinationOptions } from "../../../lambda/destinations/registry.ts";
import type { NormalizedEvent } from "../../../lambda/types.ts";
import { SECRET_ARN, type VendorProtocol } from "../../support/vendor-simulator/protocol.ts";
import { splunkAck } from "../../support/vendor-simulator/protocols/hec.ts";
import { vendorProtocols } from "../../support/vendor-simulator/protocols/index.ts";
import { eventId, sampleRecords } from "../../support/vendor-simulator/records.ts";
import { assertNothingLost, onStage, tally } from "../../support/vendor-simulator/stage.ts";

const records = sampleRecords(12);

function protocolOf(type: string): VendorProtocol {
  const found = vendorProtocols.find((protocol) => protocol.type === type);
  if (!found) throw new Error(`no protocol for ${type}`);
  return found;
}

describe("indexer acknowledgement", () => {
  it("is waited for: 200 alone is not taken for delivered", () =>
    onStage(splunkAck, async (vendor, forward) => {
      const { outcomes, slept } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
      expect(vendor.state.notes.get("polls")).toBe(2);
      expect(slept).toEqual([1_000, 1_000]);
    }));

  it("that never comes has the batch sent again and then go back", () =>
    onStage(splunkAck, async (vendor, forward) => {
      vendor.state.notes.set("confirms", false);
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ "returned destination_unavailable": 12 });
      expect(vendor.requests).toHaveLength(6);
    }));

  it("uses one channel for a batch and its polls", () =>
    onStage(splunkAck, async (vendor, forward) => {
      await forward({ records, options: { maxBatchEvents: 4 } });
      expect(new Set(vendor.requests.map(({ headers }) => headers["x-splunk-request-channel"])).size).toBe(1);
    }));
});

describe("a question for an acknowledgement", () => {
  /** The first answers to questions are these; then the usual ones. */
  const asked = (...answers: { status: number; body: string }[]): VendorProtocol => ({
    ...splunkAck,
    beside: (request, state) => {
      const usual = splunkAck.beside?.(request, state);
      return usual && (answers.shift() ?? usual);
    },
  });

  it("that fails for now is asked again: the batch is there and must not be sent twice", () =>
    onStage(
      asked({ status: 503, body: '{"text":"Server is busy","code":9}' }, { status: 200, body: "<html>" }),
      async (vendor, forward) => {
        const { outcomes } = await forward({ records, options: { ackTimeoutSeconds: 30 } });
        expect(tally(outcomes)).toEqual({ delivered: 12 });
        expect(vendor.requests).toHaveLength(1);
      },
    ));

  it.each([
    [400, '{"text":"ACK is disabled","code":14}', "ACK is disabled"],
    [422, "no", "answered 422"],
  ])("that is refused with %i stops the destination and says why", (status, body, words) =>
    onStage(asked({ status, body }), async (vendor, forward) => {
      const { outcomes, failures } = await forward({ records });
      expect(tally(outcomes)).toEqual({ "returned destination_config": 12 });
      expect(failures.join()).toContain(words);
      expect(vendor.requests).toHaveLength(1);
    }),
  );

  it("goes to the path beside the batch's, also behind a gateway with a path of its own", () => {
    const behind: VendorProtocol = {
      ...splunkAck,
      path: "/splunk/services/collector/event",
      options: (url) => ({ ...splunkAck.options(url), url: `${url}/splunk` }),
      beside: (request, state) =>
        request.path.startsWith("/splunk/")
          ? splunkAck.beside?.({ ...request, path: request.path.slice("/splunk".length) }, state)
          : undefined,
    };
    return onStage(behind, async (_vendor, forward) => {
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
    });
  });
});

describe("a bulk answer whose items were refused for what is set up", () => {
  const refused = (status: number, type: string, reason: string) => ({
    create: { status, error: { type, reason } },
  });

  it.each([
    [403, "security_exception", "action is unauthorized for API key", "destination_auth"],
    [
      403,
      "cluster_block_exception",
      "index [x] blocked by: [FORBIDDEN/8/index write (api)];",
      "destination_config",
    ],
    [404, "index_not_found_exception", "no such index [x]", "destination_config"],
    [400, "index_closed_exception", "closed", "destination_config"],
  ])(
    "%i %s stops the destination instead of emptying the queue into the reject store",
    (status, type, reason, expected) =>
      onStage(protocolOf("elasticsearch"), async (vendor, forward) => {
        const items = records.map(() => refused(status, type, reason));
        const answer = { status: 200, body: JSON.stringify({ errors: true, items }) };
        for (let tries = 0; tries < 6; tries += 1) vendor.faults.push({ kind: "answer", answer });
        const { outcomes, failures, files } = await forward({ records });
        expect(tally(outcomes)).toEqual({ [`returned ${expected}`]: 12 });
        expect(failures.join()).toContain(reason);
        expect([...files.keys()]).toEqual([]);
      }),
  );

  it("puts them off beside others that were taken", () =>
    onStage(protocolOf("elasticsearch"), async (vendor, forward) => {
      const items = records.map((_, index) =>
        index < 6 ? { create: { status: 409 } } : refused(403, "cluster_block_exception", "read-only"),
      );
      vendor.faults.push({
        kind: "answer",
        answer: { status: 200, body: JSON.stringify({ errors: true, items }) },
      });
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
      expect(vendor.state.stored).toHaveLength(6);
    }));
});

describe("Loki's OTLP endpoint", () => {
  it("answers 204 without a body, which is no reason to send everything again", () =>
    onStage({ ...protocolOf("otlp"), success: { status: 204 } }, async (vendor, forward) => {
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
      expect(vendor.requests).toHaveLength(1);
    }));
});

test.each([
  ["https://api.axiom.co", "https://api.axiom.co/v1/datasets/cloudtrail/ingest"],
  ["https://eu-central-1.aws.edge.axiom.co", "https://eu-central-1.aws.edge.axiom.co/v1/ingest/cloudtrail"],
])("Axiom at %s is posted to %s", async (endpoint, address) => {
  const parsed = destinationOptions.parse({
    type: "axiom",
    dataset: "cloudtrail",
    endpoint,
    secretArn: SECRET_ARN,
  });
  const asked: string[] = [];
  const destination = await destinationOf(parsed).create(parsed, {
    http: {
      request: async ({ url }) => {
        asked.push(url);
        return { status: 200, headers: {}, text: '{"ingested":0,"failed":0}' };
      },
    },
    secret: async () => "xaat-token",
    aws: {
      credentials: async () => ({ accessKeyId: "", secretAccessKey: "" }),
      region: async () => "us-east-1",
    },
    now: () => 0,
    sleep: async () => undefined,
  });
  const batch = {
    events: [],
    entries: [],
    body: Buffer.from(""),
    bytes: 0,
    contentType: "application/x-ndjson",
  };
  await destination.send(batch, new AbortController().signal);
  expect(asked).toEqual([address]);
});

describe("a log for Google SecOps", () => {
  const INSTANCE = "00000000-0000-0000-0000-000000000001";
  const logOf = (event: Partial<NormalizedEvent>, options: object = {}) => {
    const parsed = destinationOptions.parse({
      type: "secops",
      project: "example-project",
      instance: INSTANCE,
      secretArn: SECRET_ARN,
      ...options,
    });
    const { prefix, suffix, wrap } = destinationOf(parsed).framing(parsed);
    const text = `${prefix}${wrap?.({ id: "1", body: "{}", ...event } as NormalizedEvent)}${suffix}`;
    return JSON.parse(text).inlineSource;
  };
  const time = Date.parse("2026-02-03T04:05:06Z");

  it("says when it happened and when its log file came, the second always after the first", () => {
    const source = { bucket: "b", key: "k", receivedMs: time + 300_000 };
    expect(logOf({ time, source }).logs).toEqual([
      { data: "e30=", logEntryTime: "2026-02-03T04:05:06.000Z", collectionTime: "2026-02-03T04:10:06.000Z" },
    ]);
    const [early] = logOf({ time, source: { ...source, receivedMs: time - 1 } }).logs;
    expect(early).toMatchObject({ collectionTime: "2026-02-03T04:05:06.001Z" });
    const [timeless] = logOf({}).logs;
    expect(Date.parse(timeless.collectionTime)).toBeGreaterThan(Date.parse(timeless.logEntryTime));
  });

  it("names a forwarder and a namespace only where they are configured", () => {
    expect(Object.keys(logOf({ time }))).toEqual(["logs"]);
    const named = logOf({ time }, { forwarder: INSTANCE, namespace: "prod" });
    expect(named.forwarder).toContain(`/forwarders/${INSTANCE}`);
    expect(named.logs[0].environmentNamespace).toBe("prod");
  });
});

describe("Splunk", () => {
  it("with many bad events in a batch gets every good one once", () =>
    onStage(protocolOf("splunk-hec"), async (vendor, forward) => {
      const many = sampleRecords(60);
      const bad = [0, 5, 6, 7, 20, 31, 32, 40, 41, 58, 59].map(eventId);
      for (const id of bad) vendor.state.poison.add(id);
      const { outcomes, slept } = await forward({ records: many });
      expect(tally(outcomes)).toEqual({ delivered: 49, "rejected refused": 11 });
      expect(assertNothingLost(outcomes, vendor)).toEqual([]);
      expect(slept).toEqual([]);
    }));

  it("whose 400 comes from something in between has the record kept instead of asked about for ever", () =>
    onStage(protocolOf("splunk-hec"), async (vendor, forward) => {
      vendor.faults.push({ kind: "answer", answer: { status: 400, body: "<html>bad gateway rule</html>" } });
      const { outcomes, files } = await forward({ records: records.slice(0, 1) });
      expect(tally(outcomes)).toEqual({ "rejected refused": 1 });
      expect([...files.values()].join()).toContain("bad gateway rule");
    }));

  it("with a wrong index stops, instead of having everything rejected", () =>
    onStage(protocolOf("splunk-hec"), async (vendor, forward) => {
      const body = '{"text":"Incorrect index","code":7,"invalid-event-number":1}';
      vendor.faults.push({ kind: "answer", answer: { status: 400, body } });
      const { outcomes, failures } = await forward({ records });
      expect(tally(outcomes)).toEqual({ "returned destination_config": 12 });
      expect(failures[0]?.message).toContain("Incorrect index");
    }));
});

describe("XSIAM", () => {
  it("that answers 500 twice has another log format than it was created with: a person must look", () =>
    onStage(protocolOf("xsiam"), async (vendor, forward) => {
      for (let count = 0; count < 9; count += 1)
        vendor.faults.push({ kind: "answer", answer: { status: 500 } });
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ "returned destination_config": 12 });
      expect(vendor.requests).toHaveLength(2);
    }));

  it("that answers 500 once has only stumbled", () =>
    onStage(protocolOf("xsiam"), async (vendor, forward) => {
      vendor.faults.push({ kind: "answer", answer: { status: 500 } });
      expect(tally((await forward({ records })).outcomes)).toEqual({ delivered: 12 });
    }));
});

describe("Datadog", () => {
  it.each([401, 403])("that answers %i twice for no reason gets everything all the same", (status) =>
    onStage(protocolOf("datadog"), async (vendor, forward) => {
      for (let count = 0; count < 2; count += 1) vendor.faults.push({ kind: "answer", answer: { status } });
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
      expect(assertNothingLost(outcomes, vendor)).toEqual([]);
    }),
  );
});

describe("bulk", () => {
  it("settles every event by its own item: stored, there already, refused, put off", () =>
    onStage(protocolOf("elasticsearch"), async (vendor, forward) => {
      vendor.state.stored.push({ id: eventId(2) });
      vendor.state.poison.add(eventId(3));
      vendor.state.busy.add(eventId(4));
      const { outcomes, files } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 11, "rejected refused": 1 });
      expect(outcomes.get(eventId(3))).toBe("rejected refused");
      expect([...files.values()].join()).toContain("document_parsing_exception");
      expect(assertNothingLost(outcomes, vendor)).toEqual([]);
      expect(vendor.requests).toHaveLength(2);
    }));

  it("reads an answer of a thousand items with long reasons", () =>
    onStage(protocolOf("elasticsearch"), async (vendor, forward) => {
      const many = sampleRecords(1_000);
      const items = many.map((_, index) => ({
        create: { status: index % 2 ? 201 : 400, error: { type: "x".repeat(100), reason: "y".repeat(400) } },
      }));
      const body = JSON.stringify({ errors: true, items });
      vendor.faults.push({ kind: "answer", answer: { status: 200, body } });
      const { outcomes } = await forward({ records: many });
      expect(body.length).toBeGreaterThan(500_000);
      expect(tally(outcomes)).toEqual({ delivered: 500, "rejected refused": 500 });
    }));
});

describe("an answer that counts refused events without naming them", () => {
  it.each(["otlp", "dynatrace", "axiom", "logzio"])("from %s has the batch kept and not sent again", (type) =>
    onStage(protocolOf(type), async (vendor, forward) => {
      vendor.state.poison.add(eventId(5));
      const { outcomes, files } = await forward({ records });
      expect(tally(outcomes)).toEqual({ "rejected partly_refused": 12 });
      expect(vendor.requests).toHaveLength(1);
      const kept = [...files.values()].join("\n");
      for (const record of records) expect(kept).toContain(JSON.stringify(record));
    }),
  );
});

describe("FortiSIEM", () => {
  it("before version 7 gets one event a request", () => {
    const { query = {}, ...protocol } = protocolOf("fortisiem-http");
    const { separator, ...older } = query;
    expect(separator).toBe("\n");
    return onStage({ ...protocol, query: older }, async (vendor, forward) => {
      const { outcomes } = await forward({ records, options: { separator: false } });
      expect(tally(outcomes)).toEqual({ delivered: 12 });
      expect(vendor.requests).toHaveLength(12);
      expect(vendor.requests[0]?.query.has("separator")).toBe(false);
    });
  });
});

describe("QRadar", () => {
  it("gets eventVersion first even where a record has it elsewhere", () =>
    onStage(protocolOf("qradar-http"), async (vendor, forward) => {
      const { eventVersion, ...rest } = records[0] ?? {};
      const { outcomes } = await forward({ records: [{ ...rest, eventVersion }] });
      expect(tally(outcomes)).toEqual({ delivered: 1 });
      expect(vendor.state.stored[0]?.record).toEqual(records[0]);
    }));
});
