import type { TenantsConfig } from "../contract/tenants-config.ts";
import type { ObjectKeyParts } from "./object-key.ts";

/** The label of an object's tenant; undefined when nobody claimed it (to be counted, never dropped). */
export type TenantOf = (
  parts: Pick<ObjectKeyParts, "account" | "organization" | "prefix">,
) => string | undefined;

/**
 * Prepares the lookup of tenant labels. The most exact claim wins: the account, then its organizational unit (the
 * deepest that is claimed), then the longest prefix (by whole folders), then the organization.
 * @param unitOf the path of an account's organizational unit, where it is known
 */
export function compileTenants(
  tenants: TenantsConfig,
  unitOf: (account: string) => string | undefined = () => undefined,
): TenantOf {
  const accounts = new Map<string, string>();
  const units = new Map<string, string>();
  const prefixes = new Map<string, string>();
  const organizations = new Map<string, string>();
  for (const [label, tenant] of Object.entries(tenants)) {
    for (const account of tenant.accounts) accounts.set(account, label);
    for (const unit of tenant.organizationalUnits) units.set(unit, label);
    for (const prefix of tenant.prefixes) prefixes.set(prefix, label);
    for (const organization of tenant.organizations) organizations.set(organization, label);
  }
  return ({ account, organization, prefix }) =>
    accounts.get(account) ??
    (units.size === 0 ? undefined : byUnit(units, unitOf(account))) ??
    byFolder(prefixes, prefix) ??
    (organization === undefined ? undefined : organizations.get(organization));
}

function byUnit(units: ReadonlyMap<string, string>, path: string | undefined): string | undefined {
  return path === undefined ? undefined : byFolder(units, path);
}

/** The label of the path or of the nearest folder above it. */
function byFolder(labels: ReadonlyMap<string, string>, path: string): string | undefined {
  const folders = path.replace(/^\/+|\/+$/g, "").split("/");
  for (let length = folders.length; length > 0; length -= 1) {
    const label = labels.get(folders.slice(0, length).join("/"));
    if (label !== undefined) return label;
  }
  return labels.get("");
}
