import { opensearchSigned } from "../../support/vendor-simulator/protocols/bulk.ts";
import { githubSigned, webhookSigned } from "../../support/vendor-simulator/protocols/generic.ts";
import { vendorProtocols } from "../../support/vendor-simulator/protocols/index.ts";
import { sampleRecords } from "../../support/vendor-simulator/records.ts";
import { assertNothingLost, onStage, tally } from "../../support/vendor-simulator/stage.ts";

const records = sampleRecords(8);

describe("requests that are signed", () => {
  it.each([
    ["GitHub's rule", githubSigned],
    ["Standard Webhooks", webhookSigned],
    ["AWS Signature Version 4 for a domain", opensearchSigned],
  ])("are accepted by a receiver that checks %s on its own", (_name, protocol) =>
    onStage(protocol, async (vendor, forward) => {
      expect(tally((await forward({ records })).outcomes)).toEqual({ delivered: 8 });
      expect(vendor.state.stored).toHaveLength(8);
    }),
  );

  it("are refused with another key, and nothing is stored", () =>
    onStage(webhookSigned, async (vendor, forward) => {
      const { outcomes } = await forward({ records, credentials: () => "another key" });
      expect(tally(outcomes)).toEqual({ "returned destination_auth": 8 });
      expect(vendor.state.stored).toEqual([]);
    }));

  it("carry the same id for the same events, however often they are sent", () =>
    onStage(webhookSigned, async (vendor, forward) => {
      vendor.faults.push({ kind: "answer", answer: { status: 503 } });
      await forward({ records });
      await forward({ records: records.slice(0, 4) });
      const ids = vendor.requests.map(({ headers }) => headers["webhook-id"]);
      const keys = vendor.requests.map(({ headers }) => headers["idempotency-key"]);
      expect(ids[0]).toBe(ids[1]);
      expect(ids[2]).not.toBe(ids[0]);
      expect(keys).toEqual(ids);
    }));
});

describe("an access token", () => {
  const sentinel = vendorProtocols.find(({ type }) => type === "sentinel");
  if (!sentinel) throw new Error("no protocol for sentinel");

  it("is fetched once for many requests", () => {
    let fetches = 0;
    const counting = {
      ...sentinel,
      beside: (...args: Parameters<NonNullable<typeof sentinel.beside>>) => {
        const answer = sentinel.beside?.(...args);
        if (answer) fetches += 1;
        return answer;
      },
    };
    return onStage(counting, async (vendor, forward) => {
      await forward({ records, options: { maxBatchEvents: 2 } });
      expect(vendor.requests).toHaveLength(4);
      expect(fetches).toBe(1);
    });
  });

  it("that the login service refuses to give stops the destination, and the app's secret is not shown", () =>
    onStage(sentinel, async (vendor, forward) => {
      const { outcomes, failures } = await forward({ records, credentials: () => "an-outdated-app-secret" });
      expect(tally(outcomes)).toEqual({ "returned destination_auth": 8 });
      expect(vendor.requests).toEqual([]);
      expect(failures.map(String).join()).not.toContain("an-outdated-app-secret");
    }));

  it("that the service has forgotten is fetched again", () =>
    onStage(sentinel, async (vendor, forward) => {
      vendor.faults.push({ kind: "answer", answer: { status: 401 } });
      const { outcomes } = await forward({ records });
      expect(tally(outcomes)).toEqual({ delivered: 8 });
      expect(assertNothingLost(outcomes, vendor)).toEqual([]);
    }));
});
