import { mmdb } from "../support/mmdb.ts";

/** Databases that know a few documentation addresses. */

export const CITY = mmdb("GeoLite2-City", {
  "192.0.2.44": {
    continent: { code: "EU", names: { en: "Europe", de: "Europa" } },
    country: { iso_code: "DE", names: { en: "Germany", de: "Deutschland" } },
    subdivisions: [{ iso_code: "HH", names: { en: "Hamburg" } }],
    city: { names: { en: "Hamburg" } },
    postal: { code: "20095" },
    location: { latitude: 53.55, longitude: 9.99, time_zone: "Europe/Berlin" },
  },
  "2001:db8::44": { country: { iso_code: "FR", names: { en: "France" } } },
  "203.0.113.9": { registered_country: { iso_code: "US" } },
});

export const ASN = mmdb("GeoLite2-ASN", {
  "192.0.2.44": { autonomous_system_number: 64500, autonomous_system_organization: "Example Networks" },
});
