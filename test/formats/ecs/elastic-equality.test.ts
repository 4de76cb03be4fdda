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

  const actual = readCorpus("ecs").map(({ record }) =>
    // The parsed parts of a user agent are not in these files: the next test compares them.
    coreOfText(normalized({ type: "ecs", userAgent: "original" }, record, SOURCE)),
  );

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

  const actual = readCorpus("stratus").map(({ record }) =>
    coreOfText(normalized({ type: "ecs", userAgent: "original" }, record, SOURCE)),
  );

  expect(actual).toHaveLength(310);
  expect(actual).toEqual(expected);
});

/** Parsed parts that Elasticsearch adds, and we leave out or write in another way; see docs/formats/ecs.md. */
const NOT_OURS = /^(source\.|user_agent\.device\.)/;
const NOT_IN_TOOLS = /^user_agent\.os\./;

corpusTest("parsed user agents are those that Elasticsearch adds", () => {
  const folder = path.join(CORPUS, "ecs");
  const added: Record<string, unknown>[] = readdirSync(folder)
    .filter((file) => file.endsWith("-expected.json"))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")).added_by_elasticsearch);
  const actual = readCorpus("ecs").map(({ record }) => coreOfText(normalized("ecs", record, SOURCE)));

  const compared = added.map((fields, index) => {
    const document = actual[index] ?? {};
    const isTool = !String(document["user_agent.original"]).startsWith("Mozilla");
    const names = Object.keys(fields).filter(
      (name) => !NOT_OURS.test(name) && !(isTool && NOT_IN_TOOLS.test(name)),
    );
    const wanted = names.filter((name) => fields[name] !== "Other");
    return {
      ours: Object.fromEntries(wanted.map((name) => [name, document[name]])),
      theirs: Object.fromEntries(wanted.map((name) => [name, fields[name]])),
    };
  });

  expect(compared.filter(({ theirs }) => Object.keys(theirs).length > 0)).toHaveLength(6);
  for (const { ours, theirs } of compared) expect(ours).toEqual(theirs);
});
