import { readFileSync } from "node:fs";
import { join } from "node:path";
import { enrichConfig } from "../lambda/contract/enrich-config.ts";
import { filterConfig } from "../lambda/contract/filter-config.ts";
import { METRICS } from "../lambda/contract/metrics.ts";
import { redactConfig } from "../lambda/contract/redact-config.ts";
import { tenantsConfig } from "../lambda/contract/tenants-config.ts";
import { parseAccountDirectory } from "../lambda/enrich/accounts.ts";
import { compilePattern } from "../lambda/filter/pattern.ts";

const pages = Object.fromEntries(
  ["filtering", "redaction", "enrichment"].map((name) => [
    name,
    readFileSync(join(__dirname, `../docs/${name}.md`), "utf8"),
  ]),
);
const jsonOf = (page: string) =>
  [...(pages[page] ?? "").matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) => json);

test("the configurations shown are valid", () => {
  const [filter = ""] = jsonOf("filtering");
  expect(filterConfig.parse(JSON.parse(filter)).rules.map(({ name }) => name)).toEqual([
    "root-always",
    "kms-reads",
    "office-describes",
  ]);
  const [redact = ""] = jsonOf("redaction");
  expect(redactConfig.parse(JSON.parse(redact)).presets).toEqual(["credentials"]);
  const [enrich = "", accounts = "", tenants = ""] = jsonOf("enrichment");
  expect(enrichConfig.parse(JSON.parse(enrich)).geoip?.asn).toMatch(/^s3:/);
  expect(parseAccountDirectory(accounts).get("111122223333")?.name).toBe("checkout");
  expect(Object.keys(tenantsConfig.parse(JSON.parse(tenants)))).toEqual(["acme", "europe", "umbrella"]);
});

test("every operator shown in the table compiles", () => {
  const examples = [...(pages.filtering ?? "").matchAll(/`(\{"[^`]*\})`/g)]
    .map(([, json = ""]) => json)
    .filter((json) => !json.includes("…"));
  expect(examples.length).toBeGreaterThanOrEqual(10);
  for (const example of examples)
    expect(() => compilePattern({ field: [JSON.parse(example)] })).not.toThrow();
});

test("every metric named is one that is emitted", () => {
  const known: readonly string[] = Object.values(METRICS);
  const named = Object.values(pages).flatMap((page) =>
    [...page.matchAll(/`((?:Records|Values|Source|Enrichment|Filter)[A-Z][A-Za-z]+)`/g)].map(
      ([, name = ""]) => name,
    ),
  );
  expect(new Set(named).size).toBeGreaterThanOrEqual(7);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
