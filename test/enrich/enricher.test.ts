import fc from "fast-check";
import { parseAccountDirectory } from "../../lambda/enrich/accounts.ts";
import { type AddressLookup, openAddressDatabase } from "../../lambda/enrich/addresses.ts";
import { createEnricher, type Lookups } from "../../lambda/enrich/enricher.ts";
import { oddRecord } from "../support/cloudtrail/odd-records.ts";
import { ASN, CITY } from "./databases.ts";

const accounts = parseAccountDirectory(
  '{"111122223333":{"name":"checkout"},"444455556666":{"name":"partner"}}',
);
let locations: AddressLookup;
let networks: AddressLookup;
beforeAll(async () => {
  locations = await openAddressDatabase(CITY);
  networks = await openAddressDatabase(ASN);
});

const needs = { accounts: true, addresses: true };
const record = {
  recipientAccountId: "111122223333",
  userIdentity: { accountId: "444455556666" },
  sourceIPAddress: "192.0.2.44",
};

test("a record gets everything that is known about it", () => {
  const enrich = createEnricher(needs, () => ({ accounts, locations, networks }));
  expect(enrich(record)).toMatchObject({
    enrichment: {
      recipient: { name: "checkout" },
      caller: { name: "partner" },
      location: { city: "Hamburg" },
      network: { number: 64500 },
    },
    unknown: [],
  });
});

test("what is not known is said, and is no enrichment", () => {
  const enrich = createEnricher(needs, () => ({ accounts, locations, networks }));
  expect(enrich({ recipientAccountId: "123456789012", sourceIPAddress: "198.51.100.1" })).toEqual({
    unknown: ["account", "address"],
  });
  expect(enrich({ recipientAccountId: "111122223333", sourceIPAddress: "AWS Internal" }).unknown).toEqual([]);
});

test("files that could not be loaded change nothing", () => {
  const enrich = createEnricher(needs, () => ({}));
  fc.assert(
    fc.property(oddRecord, (value) => {
      expect(enrich(value).enrichment).toBeUndefined();
    }),
  );
});

test("files that are loaded later are used from then on", () => {
  let lookups: Lookups = {};
  const enrich = createEnricher({ accounts: true, addresses: false }, () => lookups);
  expect(enrich(record)).toEqual({ unknown: ["account"] });
  lookups = { accounts };
  expect(enrich(record).enrichment?.recipient).toEqual({ name: "checkout" });
});

test("nobody is asked about addresses without a database", () => {
  const enrich = createEnricher({ accounts: true, addresses: false }, () => ({ accounts }));
  expect(enrich({ recipientAccountId: "111122223333", sourceIPAddress: "198.51.100.1" }).unknown).toEqual([]);
});
