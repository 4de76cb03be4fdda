import type { AddressLocation, AddressNetwork } from "../../types.ts";
import { isIpAddress } from "../ip-address.ts";
import { type Key, pieceOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import { memoize } from "../memo.ts";
import type { Draft } from "./draft.ts";

/** `source.*`. https://www.elastic.co/docs/reference/ecs/ecs-source */

/** What an address is. */
export interface SourceAddress {
  readonly ip?: string;
  /** `related.ip`. */
  readonly related?: Key;
  /** A host name that is not one of AWS. */
  readonly foreignHost?: string;
}

interface Printed extends SourceAddress {
  /** The group without its closing brace. */
  readonly opened: Key;
  /** The group. */
  readonly closed: Key;
}

const NO_ADDRESS: SourceAddress = {};
const GEO = pieceOf('"geo":');
const AS = pieceOf('"as":');

/** Writes the group. */
export function writeSource({ record, json, text, enrichment }: Draft): SourceAddress {
  const address = text(record.sourceIPAddress);
  if (address === undefined) return NO_ADDRESS;
  const source = printedOf(address);
  if (enrichment === undefined) {
    json.add(source.closed);
    return source;
  }
  json.add(source.opened);
  if (enrichment.location) json.putJson(GEO, JSON.stringify(locationFields(enrichment.location)));
  if (enrichment.network) json.putJson(AS, JSON.stringify(networkFields(enrichment.network)));
  json.close();
  return source;
}

const printedOf = memoize((address): Printed => {
  const isIp = isIpAddress(address);
  const isHost =
    !isIp && address.includes(".") && !address.includes(" ") && !address.endsWith(".amazonaws.com");
  const members = `"source":{"address":"${address}"${isIp ? `,"ip":"${address}"` : ""}`;
  return {
    opened: pieceOf(members),
    closed: pieceOf(`${members}}`),
    ip: isIp ? address : undefined,
    related: isIp ? pieceOf(`"ip":["${address}"]`) : undefined,
    foreignHost: isHost ? address : undefined,
  };
});

/** ECS's `geo` field set. https://www.elastic.co/docs/reference/ecs/ecs-geo */
function locationFields(location: AddressLocation): JsonObject {
  const { latitude: lat, longitude: lon } = location;
  return {
    continent_name: location.continent,
    country_iso_code: location.countryCode,
    country_name: location.country,
    region_iso_code: location.regionCode,
    region_name: location.region,
    city_name: location.city,
    postal_code: location.postalCode,
    timezone: location.timeZone,
    location: lat === undefined || lon === undefined ? undefined : { lat, lon },
  };
}

/** ECS's `as` field set. https://www.elastic.co/docs/reference/ecs/ecs-as */
function networkFields({ number, organization }: AddressNetwork): JsonObject {
  return { number, organization: organization === undefined ? undefined : { name: organization } };
}
