import { readFileSync } from "node:fs";
import path from "node:path";
import { REJECT_REASONS, RETURN_REASONS, SKIP_REASONS } from "../lambda/contract/reasons.ts";

const page = readFileSync(path.join(__dirname, "../docs/not-verified.md"), "utf8");
const sections = page.split(/^## /m).slice(1);
const rows = sections.flatMap((section) =>
  [...section.matchAll(/^\|(.*)\|$/gm)]
    .map(([, row = ""]) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter(([first = ""]) => !/^(-+|not verified)$/.test(first)),
);

describe("the page of what only AWS can tell", () => {
  it("has a section for everything that touches AWS", () => {
    expect(sections.map((section) => section.split("\n")[0])).toEqual(
      expect.arrayContaining([
        "Source",
        "Notifications",
        "Trail",
        "KMS",
        "Object Lock",
        "Partitions",
        "Destinations",
      ]),
    );
  });

  it("says of each thing what is done instead and how to check it", () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell.length < 5))).toEqual([]);
  });

  it("names only reasons that exist", () => {
    const words = new Set<string>([...SKIP_REASONS, ...REJECT_REASONS, ...RETURN_REASONS]);
    const named = [...page.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, word = ""]) => word);

    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((word) => !words.has(word))).toEqual([]);
  });
});
