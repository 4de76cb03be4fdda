import type { AddressLocation, AddressNetwork } from "../../types.ts";
import type { JsonObject } from "../json-value.ts";

/** ECS's `geo` field set. https://www.elastic.co/docs/reference/ecs/ecs-geo */
export function locationFields(location: AddressLocation | undefined): JsonObject | undefined {
  if (location === undefined) return undefined;
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
export function networkFields(network: AddressNetwork | undefined): JsonObject | undefined {
  if (network === undefined) return undefined;
  const { number, organization } = network;
  return { number, organization: organization === undefined ? undefined : { name: organization } };
}
