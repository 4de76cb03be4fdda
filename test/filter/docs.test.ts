import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filterConfig } from "../../lambda/contract/filter-config.ts";
import { redactConfig } from "../../lambda/contract/redact-config.ts";
import { parseAccountDirectory } from "../../lambda/enrich/accounts.ts";
import { compilePattern } from "../../lambda/filter/pattern.ts";

const page = readFileSync(join(__dirname, "../../docs/filtering.md"), "utf8");

test("the configurations shown in docs/filtering.md are valid", () => {
  const [filter = "", redact = "", accounts = ""] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json]) => json,
  );
  expect(filterConfig.parse(JSON.parse(filter)).rules.map(({ name }) => name)).toEqual([
    "root-always",
    "kms-reads",
    "office-describes",
  ]);
  expect(redactConfig.parse(JSON.parse(redact)).presets).toEqual(["credentials"]);
  expect(parseAccountDirectory(accounts).get("111122223333")?.name).toBe("checkout");
});

test("every operator shown in the table compiles", () => {
  const examples = [...page.matchAll(/`(\{"[^`]*\})`/g)]
    .map(([, json = ""]) => json)
    .filter((json) => !json.includes("…"));
  expect(examples.length).toBeGreaterThanOrEqual(10);
  for (const example of examples)
    expect(() => compilePattern({ field: [JSON.parse(example)] })).not.toThrow();
});
