import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { createEnricher } from "../../lambda/enrich/enricher.ts";
import { createFormat, formatField, formatTypes } from "../../lambda/formats/registry.ts";
import type { AccountFacts, Enrichment, RawRecord } from "../../lambda/types.ts";
import { rawRecord } from "../support/cloudtrail/corpus.ts";
import { oddRecord } from "../support/cloudtrail/odd-records.ts";
import { eventFaults } from "../support/ocsf/check-event.ts";
import { versions } from "../support/ocsf/schemas.ts";
import { fixture, SOURCE } from "./fixtures.ts";

const ENRICHMENT: Enrichment = {
  recipient: {
    name: 'check "out"',
    organizationalUnit: "prod/eu",
    owner: "payments",
    tags: { "cost-center": "7" },
  },
  caller: { name: "partner" },
  location: {
    continent: "Europe",
    country: "Germany",
    countryCode: "DE",
    region: "Hamburg",
    regionCode: "DE-HH",
    city: "Hamburg",
    postalCode: "20095",
    timeZone: "Europe/Berlin",
    latitude: 53.55,
    longitude: 9.99,
  },
  network: { number: 64500, organization: "Example Networks" },
};

const ACCOUNT_FACTS = {
  account_name: 'check "out"',
  account_organizational_unit: "prod/eu",
  account_owner: "payments",
  account_tag_cost_center: "7",
  caller_account_name: "partner",
};

const record = rawRecord({
  eventID: "e1",
  eventTime: "2026-02-03T04:05:06Z",
  eventVersion: "1.11",
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  awsRegion: "eu-central-1",
  sourceIPAddress: "192.0.2.44",
  userIdentity: { type: "AWSAccount", principalId: "p", accountId: "444455556666" },
  recipientAccountId: "111122223333",
  eventCategory: "Data",
});

const textOf = (options: unknown, enrichment: Enrichment | undefined, raw: RawRecord = record) =>
  Buffer.from(createFormat(formatField().parse(options)).normalize(raw, SOURCE, enrichment)).toString();

describe.each(formatTypes)("%s", (type) => {
  test("holds every account fact beside the record's own fields, whatever the provenance option says", () => {
    const plain = textOf(type, undefined);
    for (const options of [type, { type, provenance: true }]) {
      const text = textOf(options, ENRICHMENT);
      for (const value of ["prod/eu", "payments", "partner"]) {
        expect(text).toContain(value);
        expect(plain).not.toContain(value);
      }
    }
  });

  test("is what it would be without enrichment when nothing is known", () => {
    fc.assert(
      fc.property(oddRecord, (value) => {
        const raw = rawRecord(value);
        expect(textOf(type, { recipient: {} }, raw)).toBe(textOf(type, undefined, raw));
      }),
      { numRuns: 50 },
    );
  });
});

test("raw bytes stay in front of the facts", () => {
  const text = textOf("raw", ENRICHMENT);
  expect(text.startsWith(record.bytes.toString().slice(0, -1))).toBe(true);
  expect(JSON.parse(text).cloudtrail_forwarder).toMatchObject({
    ...ACCOUNT_FACTS,
    source_city: "Hamburg",
    source_latitude: 53.55,
    source_as_number: 64500,
  });
});

test("flat and CEF spell the facts as their provenance", () => {
  expect(JSON.parse(textOf("flat", ENRICHMENT))).toMatchObject({
    "cloudtrail_forwarder.account_tag_cost_center": "7",
    "cloudtrail_forwarder.source_country_code": "DE",
  });
  expect(textOf("cef", ENRICHMENT)).toContain(" ctfAccountTagCostCenter=7 ");
});

describe("ECS", () => {
  const schema = JSON.parse(
    readFileSync(path.join(__dirname, "..", "schemas", "ecs", "ecs-9.4.0.json"), "utf8"),
  ) as { fields: Record<string, string> };

  test("has the location and network of the source where ECS keeps them, and only there", () => {
    const document = JSON.parse(textOf("ecs", ENRICHMENT));
    expect(document.source).toEqual({
      address: "192.0.2.44",
      ip: "192.0.2.44",
      geo: {
        continent_name: "Europe",
        country_iso_code: "DE",
        country_name: "Germany",
        region_iso_code: "DE-HH",
        region_name: "Hamburg",
        city_name: "Hamburg",
        postal_code: "20095",
        timezone: "Europe/Berlin",
        location: { lat: 53.55, lon: 9.99 },
      },
      as: { number: 64500, organization: { name: "Example Networks" } },
    });
    expect(document.cloudtrail_forwarder).toEqual(ACCOUNT_FACTS);
    const names = Object.keys(document.source.geo).map((name) => `source.geo.${name}`);
    expect(names.filter((name) => schema.fields[name] === undefined)).toEqual([]);
  });

  test("names the account that its id is of: the caller's here, the recipient's where both are one", () => {
    expect(JSON.parse(textOf("ecs", ENRICHMENT)).cloud.account).toEqual({
      id: "444455556666",
      name: "partner",
    });
    const own = fixture("root-creates-user");
    const { recipientAccountId } = own.value;
    const document = JSON.parse(textOf("ecs", { recipient: { name: "checkout" } }, own));
    expect(document.cloud.account).toEqual({ id: recipientAccountId, name: "checkout" });
  });

  test("without a database has neither", () => {
    expect(JSON.parse(textOf("ecs", { recipient: { name: "checkout" } })).source).toEqual({
      address: "192.0.2.44",
      ip: "192.0.2.44",
    });
  });
});

describe("OCSF", () => {
  test("1.8.0 has location, network and account name in their attributes, the rest unmapped", () => {
    const event = JSON.parse(textOf("ocsf", ENRICHMENT));
    expect(event.src_endpoint).toEqual({
      ip: "192.0.2.44",
      location: {
        city: "Hamburg",
        continent: "Europe",
        country: "DE",
        region: "DE-HH",
        postal_code: "20095",
        lat: 53.55,
        long: 9.99,
      },
      autonomous_system: { name: "Example Networks", number: 64500 },
    });
    expect(event.cloud.account).toEqual({ name: 'check "out"', uid: "111122223333" });
    expect(event.unmapped).toMatchObject({ "cloudtrail_forwarder.source_time_zone": "Europe/Berlin" });
    expect(event.unmapped).not.toHaveProperty(["cloudtrail_forwarder.source_city"]);
  });

  test("1.1.0, which knows no network, keeps it unmapped", () => {
    const event = JSON.parse(textOf({ type: "ocsf", version: "1.1.0" }, ENRICHMENT));
    expect(event.src_endpoint.location.coordinates).toEqual([9.99, 53.55]);
    expect(event.src_endpoint).not.toHaveProperty("autonomous_system");
    expect(event.unmapped).toMatchObject({ "cloudtrail_forwarder.source_as_number": "64500" });
  });

  const text = fc.string({ minLength: 1, maxLength: 20 });
  const account: fc.Arbitrary<AccountFacts> = fc.record(
    { name: text, organizationalUnit: text, tags: fc.dictionary(text, text, { maxKeys: 3 }) },
    { requiredKeys: [] },
  );
  const answer = fc.record(
    {
      continent: fc.constant({ names: { en: "Europe" } }),
      country: fc.constant({ iso_code: "DE", names: { en: "Germany" } }),
      city: fc.record({ names: fc.record({ en: text }) }),
      location: fc.record({
        latitude: fc.double({ noNaN: true, min: -90, max: 90 }),
        longitude: fc.constant(9.5),
      }),
      autonomous_system_number: fc.nat(),
      autonomous_system_organization: text,
    },
    { requiredKeys: [] },
  );

  test.each(versions)("%s stays valid with any facts about any record", (version) => {
    fc.assert(
      fc.property(
        oddRecord,
        account,
        answer,
        fc.constantFrom("standard", "rich"),
        (value, facts, found, mode) => {
          const any = { get: () => facts, has: () => true } as unknown as ReadonlyMap<string, AccountFacts>;
          const enrich = createEnricher({ accounts: true, addresses: true }, () => ({
            accounts: any,
            locations: () => found,
            networks: () => found,
          }));
          const { enrichment } = enrich(value);
          const event = textOf({ type: "ocsf", version, mode }, enrichment, rawRecord(value));
          expect(eventFaults(event, version)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
