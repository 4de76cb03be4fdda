import type { AddressLocation, AddressNetwork, Enrichment } from "../../types.ts";
import type { Edition } from "./editions.ts";
import { join, putJson } from "./json-text.ts";

/** The members of `src_endpoint` that a GeoIP database knows: `location` and `autonomous_system`. */
export function addressMembers(enrichment: Enrichment | undefined, edition: Edition): string {
  if (enrichment === undefined) return "";
  const location = enrichment.location && locationObject(enrichment.location, edition);
  const network = enrichment.network && edition.hasAutonomousSystem && networkObject(enrichment.network);
  return join(
    location ? putJson("", '"location":', JSON.stringify(location)) : "",
    network ? putJson("", '"autonomous_system":', JSON.stringify(network)) : "",
  );
}

/**
 * What of an enrichment has no attribute: facts for `unmapped`.
 * @param hasEndpoint whether the event has a `src_endpoint`
 */
export function unplaced(
  enrichment: Enrichment | undefined,
  edition: Edition,
  hasEndpoint: boolean,
): Enrichment | undefined {
  if (enrichment === undefined || !hasEndpoint) return enrichment;
  const { location, network, ...accounts } = enrichment;
  const isPlaced = location && locationObject(location, edition) !== undefined;
  return {
    ...accounts,
    location: isPlaced ? { timeZone: location.timeZone } : location,
    network: edition.hasAutonomousSystem ? undefined : network,
  };
}

/** OCSF's `location`; undefined without any of the attributes of which it wants one. */
function locationObject(location: AddressLocation, edition: Edition): object | undefined {
  const { city, countryCode, postalCode, regionCode, continent, latitude, longitude } = location;
  if (city === undefined && countryCode === undefined && postalCode === undefined) return undefined;
  const point = edition.hasLatitude
    ? { lat: latitude, long: longitude }
    : { coordinates: latitude === undefined ? undefined : [longitude, latitude] };
  return { city, continent, country: countryCode, region: regionCode, postal_code: postalCode, ...point };
}

function networkObject({ number, organization }: AddressNetwork): object {
  return { name: organization, number };
}
