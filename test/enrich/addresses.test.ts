import fc from "fast-check";
import { locationOf, networkOf, openAddressDatabase, sourceAddress } from "../../lambda/enrich/addresses.ts";
import { ASN, CITY } from "./databases.ts";

const HAMBURG = {
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
};

test("an address is found in a City database, with English names", async () => {
  const ask = await openAddressDatabase(CITY);
  expect(locationOf(ask("192.0.2.44"))).toEqual(HAMBURG);
  expect(locationOf(ask("192.0.2.44"))).toEqual(HAMBURG);
  expect(locationOf(ask("2001:db8::44"))).toMatchObject({ countryCode: "FR", country: "France" });
});

test("an address is found in an ASN database", async () => {
  const ask = await openAddressDatabase(ASN);
  expect(networkOf(ask("192.0.2.44"))).toEqual({ number: 64500, organization: "Example Networks" });
});

test("an address that is not in the database, or says nothing of use, is unknown", async () => {
  const ask = await openAddressDatabase(CITY);
  for (const address of ["192.0.2.45", "2001:db8::45", "203.0.113.9"])
    expect(locationOf(ask(address))).toBeUndefined();
  expect(networkOf(ask("192.0.2.44"))).toBeUndefined();
});

test("a database that is damaged inside knows less, and breaks nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(CITY.indexOf("MaxMind.com") - 4),
      fc.integer({ min: 0, max: 255 }),
      async (at, byte) => {
        const damaged = Buffer.from(CITY);
        damaged[at] = byte;
        const ask = await openAddressDatabase(damaged);
        const location = locationOf(ask("192.0.2.44"));
        expect([undefined, "object"]).toContain(location && typeof location);
      },
    ),
    { numRuns: 200 },
  );
});

test("bytes that are no database are refused", async () => {
  await expect(openAddressDatabase(Buffer.from("no database"))).rejects.toThrow();
});

test.each([
  ["192.0.2.44", "192.0.2.44"],
  ["2001:db8::44", "2001:db8::44"],
  ["ec2.amazonaws.com", undefined],
  ["AWS Internal", undefined],
  ["08.1.250.216", undefined],
  ["fe80::1%eth0", undefined],
  ["", undefined],
  [7, undefined],
])("the source address of %p is %p", (sourceIPAddress, address) => {
  expect(sourceAddress({ sourceIPAddress })).toBe(address);
});
