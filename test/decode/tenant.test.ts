import { tenantsConfig } from "../../lambda/contract/tenants-config.ts";
import { compileTenants } from "../../lambda/decode/tenant.ts";

const tenantOf = compileTenants(
  tenantsConfig.parse({
    acme: { accounts: ["111122223333"], prefixes: ["customers/acme/"] },
    umbrella: { organizations: ["o-exampleorgid"], prefixes: ["/customers/acme/umbrella"] },
  }),
);
const ACCOUNT = "444455556666";

test.each([
  ["its account", { account: "111122223333", prefix: "" }, "acme"],
  ["its prefix", { account: ACCOUNT, prefix: "customers/acme/" }, "acme"],
  ["a folder below its prefix", { account: ACCOUNT, prefix: "customers/acme/eu/" }, "acme"],
  ["the longest prefix", { account: ACCOUNT, prefix: "customers/acme/umbrella/" }, "umbrella"],
  [
    "its organization",
    { account: ACCOUNT, prefix: "o-exampleorgid/", organization: "o-exampleorgid" },
    "umbrella",
  ],
  [
    "the account before the organization",
    { account: "111122223333", prefix: "", organization: "o-exampleorgid" },
    "acme",
  ],
  [
    "the prefix before the organization",
    { account: ACCOUNT, prefix: "customers/acme/", organization: "o-exampleorgid" },
    "acme",
  ],
])("a record belongs to its tenant by %s", (_what, parts, label) => {
  expect(tenantOf(parts)).toBe(label);
});

test("what nobody claimed has no tenant", () => {
  expect(tenantOf({ account: ACCOUNT, prefix: "" })).toBeUndefined();
  expect(tenantOf({ account: ACCOUNT, prefix: "customers/acme-labs/" })).toBeUndefined();
  expect(tenantOf({ account: ACCOUNT, prefix: "", organization: "o-otherorgid" })).toBeUndefined();
});

test("the empty prefix claims everything that is left", () => {
  const everything = compileTenants(
    tenantsConfig.parse({ rest: { prefixes: [""] }, acme: { accounts: [ACCOUNT] } }),
  );
  expect(everything({ account: "111122223333", prefix: "x/" })).toBe("rest");
  expect(everything({ account: ACCOUNT, prefix: "x/" })).toBe("acme");
});

test("one account of two tenants is refused, and both are named", () => {
  const parsed = tenantsConfig.safeParse({ a: { accounts: [ACCOUNT] }, b: { accounts: [ACCOUNT] } });
  expect(parsed.error?.issues[0]).toMatchObject({
    path: ["b", "accounts"],
    message: `"${ACCOUNT}" already belongs to "a"; name it once`,
  });
});

test.each([
  { a: { accounts: [111122223333] } },
  { a: { accounts: ["1"] } },
  { a: { organizations: ["ou-1"] } },
  { a: { acounts: [] } },
])("%j is refused", (config) => {
  expect(tenantsConfig.safeParse(config).success).toBe(false);
});

describe("organizational units", () => {
  const units = tenantsConfig.parse({
    acme: { accounts: ["111122223333"] },
    europe: { organizationalUnits: ["/prod/eu/"], prefixes: ["trails"] },
    prod: { organizationalUnits: ["prod"] },
    rest: { prefixes: ["trails/other"] },
  });
  const byUnit = (unit: string | undefined) => compileTenants(units, () => unit);

  test.each([
    ["prod/eu", "europe"],
    ["prod/eu/west", "europe"],
    ["prod/us", "prod"],
    ["production", "rest"],
    [undefined, "rest"],
  ])("an account of the unit %p belongs to %p", (unit, label) => {
    expect(byUnit(unit)({ account: ACCOUNT, prefix: "trails/other/" })).toBe(label);
  });

  test("the account comes before its unit", () => {
    expect(byUnit("prod/eu")({ account: "111122223333", prefix: "" })).toBe("acme");
  });

  test("an empty path, which would claim everybody, is refused", () => {
    expect(tenantsConfig.safeParse({ a: { organizationalUnits: ["/"] } }).success).toBe(false);
  });
});
