import type { AddressLocation, AddressNetwork, Enrichment } from "../../types.ts";
import { isIpAddress } from "../ip-address.ts";
import { keyOf, pieceOf } from "../json-key.ts";
import type { JsonObject } from "../json-value.ts";
import type { JsonWriter } from "../json-writer.ts";

/** `source.*`. https://www.elastic.co/docs/reference/ecs/ecs-source */

/** What an address is. */
export interface SourceAddress {
  readonly address: string;
  readonly ip?: string;
  /** A host name that is not one of AWS. */
  readonly foreignHost?: string;
}

const ADDRESS = pieceOf('"source":{"address":"');
const IP = keyOf("ip");
const GEO = pieceOf('"geo":');
const AS = pieceOf('"as":');

/** Reads an address. */
export function sourceOf(address: string | undefined): SourceAddress | undefined {
  if (address === undefined) return undefined;
  const isIp = isIpAddress(address);
  const isHost =
    !isIp && address.includes(".") && !address.includes(" ") && !address.endsWith(".amazonaws.com");
  return { address, ip: isIp ? address : undefined, foreignHost: isHost ? address : undefined };
}

/** Writes the group. */
export function writeSource({ address, ip }: SourceAddress, json: JsonWriter, enrichment?: Enrichment): void {
  json.put(ADDRESS, address);
  json.put(IP, ip);
  if (enrichment?.location) json.putJson(GEO, JSON.stringify(locationFields(enrichment.location)));
  if (enrichment?.network) json.putJson(AS, JSON.stringify(networkFields(enrichment.network)));
  json.close();
}

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
