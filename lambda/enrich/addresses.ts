import { isIP } from "node:net";
import { countIn, isJsonObject, type JsonObject, objectIn, textIn } from "../decode/loose-json.ts";
import type { AddressLocation, AddressNetwork, CloudTrailRecord } from "../types.ts";

/** What a database says about an address; undefined when it says nothing. */
export type AddressLookup = (address: string) => JsonObject | undefined;

/** Callers repeat, and a look-up costs more than a format does. */
const MAX_REMEMBERED = 20_000;

/**
 * Opens a database in MaxMind's format (`.mmdb`). The reader is loaded here, so that a pipeline without one pays nothing.
 * An address that the database cannot be asked about is one it says nothing about.
 * @throws {Error} when the bytes are no such database.
 */
export async function openAddressDatabase(bytes: Buffer): Promise<AddressLookup> {
  const { Reader } = await import("maxmind");
  const reader = new Reader(bytes);
  const remembered = new Map<string, JsonObject | undefined>();
  return (address) => {
    if (remembered.has(address)) return remembered.get(address);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    const answer = ask(() => reader.get(address));
    remembered.set(address, answer);
    return answer;
  };
}

/** A database can be damaged in one place; that costs the facts about some addresses, not the record. */
function ask(get: () => unknown): JsonObject | undefined {
  try {
    const answer = get();
    return isJsonObject(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** The caller's address; undefined where CloudTrail writes something else (a service's name, `AWS Internal`). */
export function sourceAddress(record: CloudTrailRecord): string | undefined {
  const address = textIn(record, "sourceIPAddress");
  return address !== undefined && isIP(address) !== 0 && !address.includes("%") ? address : undefined;
}

/** The location in an answer of a City or Country database; names are the English ones. */
export function locationOf(answer: JsonObject | undefined): AddressLocation | undefined {
  if (answer === undefined) return undefined;
  const country = objectIn(answer, "country");
  const countryCode = textIn(country, "iso_code");
  const subdivisions = answer.subdivisions;
  const [first] = Array.isArray(subdivisions) ? (subdivisions as unknown[]) : [];
  const region = isJsonObject(first) ? first : {};
  const regionCode = textIn(region, "iso_code");
  const place = objectIn(answer, "location");
  const { latitude, longitude } = place;
  const hasPoint = typeof latitude === "number" && typeof longitude === "number";
  return someOf({
    continent: englishName(objectIn(answer, "continent")),
    country: englishName(country),
    countryCode,
    region: englishName(region),
    regionCode: countryCode && regionCode ? `${countryCode}-${regionCode}` : undefined,
    city: englishName(objectIn(answer, "city")),
    postalCode: textIn(objectIn(answer, "postal"), "code"),
    timeZone: textIn(place, "time_zone"),
    latitude: hasPoint ? latitude : undefined,
    longitude: hasPoint ? longitude : undefined,
  });
}

/** The network in an answer of an ASN or ISP database. */
export function networkOf(answer: JsonObject | undefined): AddressNetwork | undefined {
  if (answer === undefined) return undefined;
  return someOf({
    number: countIn(answer, "autonomous_system_number"),
    organization: textIn(answer, "autonomous_system_organization"),
  });
}

function englishName(entity: JsonObject): string | undefined {
  return textIn(objectIn(entity, "names"), "en");
}

function someOf<Facts extends object>(facts: Facts): Facts | undefined {
  return Object.values(facts).some((fact) => fact !== undefined) ? facts : undefined;
}
