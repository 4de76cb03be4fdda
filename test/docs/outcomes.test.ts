import { readFileSync } from "node:fs";
import path from "node:path";
import { faultCases, outcomesPage } from "../../ops/docs/outcomes.ts";

const PAGE = path.join(__dirname, "../../docs/outcomes.md");

describe("docs/outcomes.md", () => {
  it("is what the tests' names say (npm run docs writes it)", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(outcomesPage());
  });

  it("has every case from F01 to F110", () => {
    const known = new Set(faultCases().flatMap(({ ids }) => ids));
    const missing = Array.from(
      { length: 110 },
      (_, index) => `F${String(index + 1).padStart(2, "0")}`,
    ).filter((id) => !known.has(id));
    expect(missing).toEqual([]);
  });
});
