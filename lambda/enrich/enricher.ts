import type { CloudTrailRecord, Enrichment } from "../types.ts";
import { type AccountDirectory, enrichAccounts } from "./accounts.ts";
import { type AddressLookup, locationOf, networkOf, sourceAddress } from "./addresses.ts";

/** What can be asked, as far as it could be loaded. */
export interface Lookups {
  readonly accounts?: AccountDirectory;
  readonly locations?: AddressLookup;
  readonly networks?: AddressLookup;
}

/** What is configured, loaded or not. */
export interface EnrichmentNeeds {
  readonly accounts: boolean;
  readonly addresses: boolean;
}

export interface Enriched {
  /** Absent when nothing is known, and then nothing changes. */
  readonly enrichment?: Enrichment;
  /** What is configured and knows nothing about this record. */
  readonly unknown: readonly ("account" | "address")[];
}

export type Enricher = (record: CloudTrailRecord) => Enriched;

/**
 * Prepares enrichment.
 * @param lookups asked for each record, because files are loaded again from time to time
 */
export function createEnricher(needs: EnrichmentNeeds, lookups: () => Lookups): Enricher {
  return (record) => {
    const { accounts, locations, networks } = lookups();
    const known = accounts && enrichAccounts(accounts, record);
    const address = needs.addresses ? sourceAddress(record) : undefined;
    const location = address === undefined ? undefined : locationOf(locations?.(address));
    const network = address === undefined ? undefined : networkOf(networks?.(address));
    const unknown: Enriched["unknown"][number][] = [];
    if (needs.accounts && known?.recipient === undefined) unknown.push("account");
    if (address !== undefined && location === undefined && network === undefined) unknown.push("address");
    if (known === undefined && location === undefined && network === undefined) return { unknown };
    return { enrichment: { ...known, location, network }, unknown };
  };
}
