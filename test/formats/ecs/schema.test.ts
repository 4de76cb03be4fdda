import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { categoriesOf } from "../../../lambda/formats/ecs/categories.ts";
import { corpora, rawRecord, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, goldensOf, normalized } from "../fixtures.ts";

interface Schema {
  readonly fields: Readonly<Record<string, string>>;
  readonly "event.category": Readonly<Record<string, readonly string[]>>;
  readonly "event.kind": readonly string[];
  readonly "event.outcome": readonly string[];
}

const schema: Schema = JSON.parse(
  readFileSync(path.join(__dirname, "..", "..", "schemas", "ecs", "ecs-9.4.0.json"), "utf8"),
);

/** What in a document ECS 9.4.0 does not know: names, arrays where it has none, values outside of its lists. */
function problemsOf(document: Record<string, unknown>): string[] {
  const { aws, ...core } = document;
  const names = Object.keys(Object(aws)).join();
  return [
    ...(names === "cloudtrail" ? [] : [`aws.${names}`]),
    ...fieldProblems(core),
    ...valueProblems(core),
  ];
}

function fieldProblems(group: object, prefix = ""): string[] {
  return Object.entries(group).flatMap(([name, value]) => {
    const field = prefix + name;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return fieldProblems(value, `${field}.`);
    const type = schema.fields[field];
    if (type === undefined) return [`${field} is no ECS field`];
    return type.endsWith("[]") === Array.isArray(value)
      ? []
      : [`${field} is ${type}, not ${JSON.stringify(value)}`];
  });
}

function valueProblems(core: Record<string, unknown>): string[] {
  const { kind, category, type, outcome } = core.event as {
    readonly kind: string;
    readonly category?: readonly string[];
    readonly type: readonly string[];
    readonly outcome: string;
  };
  const expected = schema["event.category"][category?.[0] ?? ""] ?? ["info"];
  return [
    ...(schema["event.kind"].includes(kind) ? [] : [`event.kind ${kind}`]),
    ...(schema["event.outcome"].includes(outcome) ? [] : [`event.outcome ${outcome}`]),
    ...(type as string[])
      .filter((word) => !expected.includes(word))
      .map((word) => `${category}: type ${word}`),
  ];
}

test.each(goldensOf("ecs"))("every field of $name exists in ECS 9.4.0 or in aws.cloudtrail", ({ name }) => {
  const document = JSON.parse(
    normalized({ type: "ecs", includeRaw: true, categories: "extended" }, fixture(name)),
  );

  expect(problemsOf(document)).toEqual([]);
});

test("a field that ECS does not know would be noticed", () => {
  const document = {
    event: { kind: "event", type: ["start"], outcome: "yes", colour: "red" },
    aws: { s3: 1 },
  };

  expect(problemsOf(document)).toEqual([
    "aws.s3",
    "event.outcome is no ECS field".replace("event.outcome", "event.colour"),
    "event.outcome yes",
    "undefined: type start",
  ]);
});

test("every field exists for odd records too", () => {
  fc.assert(
    fc.property(oddRecord, (value) => {
      const document = JSON.parse(normalized("ecs", rawRecord(value)));

      expect(problemsOf(document)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test.each(corpora)("every field exists for the %s records", (name) => {
  const problems = readCorpus(name).flatMap(({ record }) =>
    problemsOf(JSON.parse(normalized("ecs", record))),
  );

  expect(problems).toEqual([]);
});

test("the extended words stay within what ECS expects of category api", () => {
  const words = ["CreateX", "GetX", "UpdateX", "DeleteX", "BatchGetItem", "StartLogging", "SearchX"];
  const types = words.flatMap((word) => categoriesOf(word, true).type);

  expect(types).toEqual(["creation", "info", "change", "deletion", "info", "change", "info"]);
  expect(types.filter((type) => !schema["event.category"].api?.includes(type))).toEqual([]);
});
