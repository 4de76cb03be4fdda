import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { corpusTest, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { normalized, SOURCE } from "../fixtures.ts";

const CORPUS = path.join(__dirname, "..", "..", "..", "..", "shared", "corpus");

/** The ECS core of a document as flat keys: everything but the vendor namespace. */
function coreOf(document: object, prefix = ""): [string, unknown][] {
  return Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    if (prefix === "" && name === "aws") return [];
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
    return isGroup ? coreOf(value, `${prefix}${name}.`) : [[prefix + name, value]];
  });
}

function coreOfText(text: string): Record<string, unknown> {
  return Object.fromEntries(coreOf(JSON.parse(text)));
}

corpusTest("documents equal those of Elastic's own pipeline tests, field by field", () => {
  const folder = path.join(CORPUS, "ecs");
  const expected = readdirSync(folder)
    .filter((file) => file.endsWith("-expected.json"))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")).expected);

  const actual = readCorpus("ecs").map(({ record }) => coreOfText(normalized("ecs", record, SOURCE)));

  expect(actual).toHaveLength(12);
  expect(actual).toEqual(expected);
});

corpusTest("documents equal the model of Elastic's pipeline for every stratus record", () => {
  const model = path.join(CORPUS, "ecs-model", "stratus.ndjson.gz");
  expect(existsSync(model)).toBe(true);
  const expected = gunzipSync(readFileSync(model))
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

  const actual = readCorpus("stratus").map(({ record }) => coreOfText(normalized("ecs", record, SOURCE)));

  expect(actual).toHaveLength(310);
  expect(actual).toEqual(expected);
});
