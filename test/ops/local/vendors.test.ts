import { readFileSync } from "node:fs";
import { join } from "node:path";
import { idOfEvent } from "../../../ops/local/arrivals/event-id.ts";
import { vendors } from "../../../ops/local/vendors/registry.ts";
import { vendorProtocols } from "../../support/vendor-simulator/protocols/index.ts";

/**
 * Each vendor is described twice: strictly, for the tests of the destinations, and for whatever a configuration may say, for
 * `forwarder local`. On the requests that are kept as golden files both find the same events.
 */
const REQUESTS = join(__dirname, "../../golden/requests");

test.each(vendorProtocols.map((protocol) => [protocol.type, protocol] as const))(
  "the stand-in for %s finds the events that the simulator of the tests finds, at the same address",
  (type, protocol) => {
    const text = readFileSync(join(REQUESTS, `${type}.http`), "utf8");
    const end = text.indexOf("\n\n");
    const [, target = ""] = /^\w+ (\S+)/.exec(text) ?? [];
    const body = text.slice(end + 2, -1);
    const vendor = vendors.find((candidate) => candidate.type === type);

    expect(vendor?.path.test(target.split("?")[0] ?? "")).toBe(true);
    expect(vendor?.read(body).map(idOfEvent)).toEqual(protocol.read(body).map(({ id }) => id));
    // Any receiver may answer as it likes; a vendor may not.
    if (type !== "https")
      expect(vendor?.success(vendor.read(body), REQUEST).status).toBe(protocol.success.status);
  },
);

const REQUEST = {
  method: "POST",
  target: "/",
  path: "/",
  query: new URLSearchParams(),
  headers: {},
  rawBody: Buffer.alloc(0),
  body: Buffer.alloc(0),
};
