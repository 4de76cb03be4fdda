import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { createFormat, formatField, formats, formatTypes } from "../lambda/formats/registry.ts";
import type { RecordSource } from "../lambda/types.ts";
import { readRecord } from "./support/cloudtrail/read-record.ts";

/**
 * Rewrites goldens: `npm run golden -- <case>`. Tests only compare. Read the difference line by line before committing
 * it, and say in the commit why each field moved.
 */
const TEST = path.join(import.meta.dirname, "..", "test");

/** Where the fixtures pretend to come from; the same as in `test/formats/fixtures.ts`. */
const SOURCE: RecordSource = {
  bucket: "example-trail",
  key: "AWSLogs/o-exampleorg/111122223333/CloudTrail/eu-central-1/2026/02/03/a b.json.gz",
  versionId: "3HL4kqtJlcpXroDTDmJ",
  account: "111122223333",
  organization: "o-exampleorg",
};

/** `raw` has no goldens: its event is the fixture. */
const GOLDEN_FORMATS = formatTypes.filter((type) => type !== "raw");

function goldenFile(format: string, name: string): string {
  const output = formats.find(({ type }) => type === format)?.output;
  return path.join(TEST, "golden", format, `${name}.${output === "json" ? "json" : "txt"}`);
}

/** One golden: JSON indented for the reader, text as it is. */
function render(format: string, name: string): string {
  const text = readFileSync(path.join(TEST, "fixtures", "cloudtrail", `${name}.json`), "utf8").trim();
  const record = readRecord(text, 4);
  const event = Buffer.from(createFormat(formatField().parse(format)).normalize(record, SOURCE)).toString(
    "utf8",
  );
  return goldenFile(format, name).endsWith(".json")
    ? `${JSON.stringify(JSON.parse(event), null, 2)}\n`
    : `${event}\n`;
}

function rewrite(names: readonly string[], wanted: readonly string[] | undefined): void {
  for (const name of names) {
    const existing = GOLDEN_FORMATS.filter((format) => existsSync(goldenFile(format, name)));
    const chosen = wanted ?? (existing.length > 0 ? existing : GOLDEN_FORMATS);
    for (const format of chosen) {
      const file = goldenFile(format, name);
      mkdirSync(path.dirname(file), { recursive: true });
      const text = render(format, name);
      const isSame = existsSync(file) && readFileSync(file, "utf8") === text;
      if (!isSame) writeFileSync(file, text);
      console.log(`${isSame ? "same     " : "rewritten"} ${path.relative(process.cwd(), file)}`);
    }
  }
}

new Command("golden")
  .description("Rewrites the goldens of cases in test/fixtures/cloudtrail.")
  .argument("<case...>", "names of fixtures, without .json")
  .option(
    "--format <format...>",
    `only these: ${GOLDEN_FORMATS.join(", ")}; default: those that have a golden of the case, all for a new case`,
  )
  .action((names: string[], { format }: { format?: string[] }) => rewrite(names, format))
  .parse();
