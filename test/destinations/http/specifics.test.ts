import type { VendorProtocol } from "../../support/vendor-simulator/protocol.ts";
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
