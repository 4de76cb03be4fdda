import type { AddressLocation, AddressNetwork, Enrichment } from "../../types.ts";
import type { Draft } from "./draft.ts";
import type { Edition } from "./editions.ts";

/** Writes the members of `src_endpoint` that a GeoIP database knows: `location` and `autonomous_system`. */
export function writeAddressFacts({ json, edition, enrichment }: Draft): void {
  if (enrichment === undefined) return;
  const { location, network } = enrichment;
  if (location && hasPlace(location)) json.raw(`"location":${locationJson(location, edition)}`);
  if (network && edition.hasAutonomousSystem) json.raw(`"autonomous_system":${networkJson(network)}`);
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
  return {
    ...accounts,
    location: location && hasPlace(location) ? { timeZone: location.timeZone } : location,
    network: edition.hasAutonomousSystem ? undefined : network,
  };
}

/** Whether a location has one of the attributes of which OCSF wants one. */
function hasPlace({ city, countryCode, postalCode }: AddressLocation): boolean {
  return (city ?? countryCode ?? postalCode) !== undefined;
}

function locationJson(location: AddressLocation, edition: Edition): string {
  const { city, countryCode, postalCode, regionCode, continent, latitude, longitude } = location;
  const place = JSON.stringify({
    city,
    continent,
    country: countryCode,
    region: regionCode,
    postal_code: postalCode,
  });
  if (latitude === undefined || longitude === undefined) return place;
  const point = edition.hasLatitude
    ? `"lat":${float(latitude)},"long":${float(longitude)}`
    : `"coordinates":[${float(longitude)},${float(latitude)}]`;
  return `${place.slice(0, -1)},${point}}`;
}

/** OCSF's own validator takes `50` for an integer where a float is wanted. */
function float(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function networkJson({ number, organization }: AddressNetwork): string {
  return JSON.stringify({ name: organization, number });
}
