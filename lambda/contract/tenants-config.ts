import { z } from "zod";

const accountId = z.string().regex(/^\d{12}$/, { error: "expected an account id of 12 digits, as text" });
const organizationId = z.string().regex(/^o-[a-z0-9]+$/, { error: "expected an organization id (o-…)" });

/** A path whose leading and trailing slashes do not matter. */
function folderPath() {
  return z.string().overwrite((text) => text.replace(/^\/+|\/+$/g, ""));
}

/** Who owns which records: label → what belongs to it. */
export const tenantsConfig = z
  .record(
    z.string().min(1).max(100),
    z.strictObject({
      accounts: z.array(accountId).default([]).meta({ description: "Account ids of this tenant." }),
      organizations: z.array(organizationId).default([]).meta({
        description: "Organization ids of this tenant.",
      }),
      organizationalUnits: z
        .array(folderPath().min(1, { error: "expected the path of an organizational unit" }))
        .default([])
        .meta({
          description:
            "Paths of organizational units, as the account directory (`enrich.accounts`) names them; they cover everything below them.",
          examples: [["prod/eu"]],
        }),
      prefixes: z
        .array(folderPath())
        .default([])
        .meta({
          description: "Key prefixes in front of `AWSLogs/`; they cover everything below them.",
          examples: [["customers/acme"]],
        }),
    }),
  )
  .superRefine((tenants, context) => {
    for (const field of ["accounts", "organizationalUnits", "organizations", "prefixes"] as const) {
      const owners = new Map<string, string>();
      for (const [label, tenant] of Object.entries(tenants)) {
        for (const value of tenant[field]) {
          const owner = owners.get(value);
          if (owner !== undefined && owner !== label)
            context.addIssue({
              code: "custom",
              path: [label, field],
              message: `${JSON.stringify(value)} already belongs to ${JSON.stringify(owner)}; name it once`,
            });
          owners.set(value, label);
        }
      }
    }
  });

export type TenantsConfig = z.output<typeof tenantsConfig>;
