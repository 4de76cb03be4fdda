import type { TenantsConfig } from "../contract/tenants-config.ts";
import type { ObjectKeyParts } from "./object-key.ts";

/** The label of an object's tenant; undefined when nobody claimed it (to be counted, never dropped). */
export type TenantOf = (
  parts: Pick<ObjectKeyParts, "account" | "organization" | "prefix">,
) => string | undefined;

/**
 * Prepares the lookup of tenant labels. The most exact claim wins: the account, then the longest prefix (by whole
 * folders), then the organization.
 */
export function compileTenants(tenants: TenantsConfig): TenantOf {
  const accounts = new Map<string, string>();
  const prefixes = new Map<string, string>();
  const organizations = new Map<string, string>();
  for (const [label, tenant] of Object.entries(tenants)) {
    for (const account of tenant.accounts) accounts.set(account, label);
    for (const prefix of tenant.prefixes) prefixes.set(prefix, label);
    for (const organization of tenant.organizations) organizations.set(organization, label);
  }
  return ({ account, organization, prefix }) =>
    accounts.get(account) ??
    byPrefix(prefixes, prefix) ??
    (organization === undefined ? undefined : organizations.get(organization));
}

function byPrefix(prefixes: ReadonlyMap<string, string>, prefix: string): string | undefined {
  const folders = prefix.replace(/^\/+|\/+$/g, "").split("/");
  for (let length = folders.length; length > 0; length -= 1) {
    const label = prefixes.get(folders.slice(0, length).join("/"));
    if (label !== undefined) return label;
  }
  return prefixes.get("");
}
