import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { forwarderConfig } from "../../lambda/contract/config.ts";
import { destinationTypes } from "../../lambda/destinations/registry.ts";
import { checkSettings } from "../../lib/settings-checks.ts";

const FOLDER = path.join(__dirname, "..", "..", "docs", "destinations");
const PARTS = path.join(FOLDER, "parts");
const pages = readdirSync(PARTS).map((file) => [file.replace(/\.md$/, ""), path.join(PARTS, file)] as const);

/** The configurations that a page shows. */
function examplesOf(file: string): { forwarder: Record<string, unknown> }[] {
  return [...readFileSync(file, "utf8").matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, text = ""]) => JSON.parse(text))
    .filter((value) => "forwarder" in value);
}

describe.each(pages)("the page of %s", (type, file) => {
  it("is of a destination that exists", () => {
    expect(destinationTypes).toContain(type);
  });

  it("shows settings that work", () => {
    for (const { forwarder } of examplesOf(file)) {
      const config = forwarderConfig.parse(forwarder);
      expect(checkSettings(config)).toEqual([]);
      expect(Object.values(config.destinations).map((destination) => destination.type)).toContain(type);
    }
  });

  it("says what was proven, and links only to pages and headings that are there", () => {
    expect(readFileSync(file, "utf8")).toMatch(/proven|verified/i);
    expect(brokenLinks(file)).toEqual([]);
  });
});

test("the page that compares the ways shows settings that work and links to nothing that is missing", () => {
  const file = path.join(FOLDER, "choosing.md");
  for (const { forwarder } of examplesOf(file))
    expect(checkSettings(forwarderConfig.parse(forwarder))).toEqual([]);
  expect(brokenLinks(file)).toEqual([]);
});

test("some pages show settings, so that the checks of them check something", () => {
  expect(pages.filter(([, file]) => examplesOf(file).length > 0).length).toBeGreaterThan(5);
});

/** Links of a page to files or headings that do not exist. */
function brokenLinks(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/\]\(([^)]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !target.startsWith("https:"))
    .filter((target) => {
      const [page = "", heading] = target.split("#");
      // A part becomes a page of the folder above it, and its links are written for there.
      const linked = [PARTS, FOLDER]
        .map((folder) => path.join(folder, page))
        .find((found) => existsSync(found));
      if (linked === undefined) return true;
      return heading !== undefined && !headingsOf(linked).includes(heading);
    });
}

function headingsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}
