import type { AccountFacts, AddressLocation, AddressNetwork, Enrichment } from "../types.ts";

/** Facts from elsewhere as names and values, in a fixed order; what is not known is left out. */
export type Facts = readonly (readonly [name: string, value: string | number])[];

const NO_FACTS: Facts = [];

/** Every fact of an enrichment, by the name it has in the provenance namespace. */
export function enrichmentFacts(enrichment: Enrichment | undefined): Facts {
  if (enrichment === undefined) return NO_FACTS;
  const { recipient, caller, location, network } = enrichment;
  return [
    ...(recipient ? accountFacts("account", recipient) : NO_FACTS),
    ...(caller ? accountFacts("caller_account", caller) : NO_FACTS),
    ...(location ? locationFacts(location) : NO_FACTS),
    ...(network ? networkFacts(network) : NO_FACTS),
  ];
}

/** Directories hold few accounts, and each comes with thousands of records. */
const remembered = new WeakMap<AccountFacts, Map<string, Facts>>();

function accountFacts(prefix: string, account: AccountFacts): Facts {
  let byPrefix = remembered.get(account);
  if (byPrefix === undefined) {
    byPrefix = new Map();
    remembered.set(account, byPrefix);
  }
  let facts = byPrefix.get(prefix);
  if (facts === undefined) {
    facts = present([
      [`${prefix}_name`, account.name],
      [`${prefix}_organizational_unit`, account.organizationalUnit],
      [`${prefix}_owner`, account.owner],
      ...tagFacts(`${prefix}_tag_`, account.tags ?? {}),
    ]);
    byPrefix.set(prefix, facts);
  }
  return facts;
}

/** One fact for each tag; keys become names that every format can write, each used once. */
function tagFacts(prefix: string, tags: Readonly<Record<string, string>>): [string, string][] {
  const used = new Set<string>();
  return Object.entries(tags).map(([key, value]) => {
    const base = prefix + key.replace(/[^A-Za-z0-9]+/g, "_");
    let name = base;
    for (let count = 2; used.has(name); count++) name = `${base}_${count}`;
    used.add(name);
    return [name, value];
  });
}

function locationFacts(location: AddressLocation): Facts {
  return present([
    ["source_continent", location.continent],
    ["source_country", location.country],
    ["source_country_code", location.countryCode],
    ["source_region", location.region],
    ["source_region_code", location.regionCode],
    ["source_city", location.city],
    ["source_postal_code", location.postalCode],
    ["source_time_zone", location.timeZone],
    ["source_latitude", location.latitude],
    ["source_longitude", location.longitude],
  ]);
}

function networkFacts({ number, organization }: AddressNetwork): Facts {
  return present([
    ["source_as_number", number],
    ["source_as_organization", organization],
  ]);
}

function present(facts: readonly (readonly [string, string | number | undefined])[]): Facts {
  return facts.filter((fact): fact is readonly [string, string | number] => fact[1] !== undefined);
}
