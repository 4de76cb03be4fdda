import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { destinationOptions, destinationTypes } from "../lambda/destinations/registry.ts";
import { editorSchema } from "../ops/docs/json-schema.ts";
import { exampleOf, generatedPages, partFile } from "../ops/docs/pages.ts";
import { configSchema, type SchemaNode, variantsOf } from "../ops/docs/schema-node.ts";

const DOCS = path.join(__dirname, "..", "docs");

test.each([...generatedPages()])("docs/%s says what the schema says (else: npm run docs)", (name, text) => {
  expect(readFileSync(path.join(DOCS, name), "utf8")).toBe(text);
});

test("there is no page for a destination that does not exist", () => {
  const known = new Set([
    ...destinationTypes.map((type) => `${type}.md`),
    "README.md",
    "choosing.md",
    "parts",
  ]);
  expect(readdirSync(path.join(DOCS, "destinations")).filter((name) => !known.has(name))).toEqual([]);
});

test("every option says what it means", () => {
  const silent: string[] = [];
  const visit = (node: SchemaNode, at: string): void => {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      if (!child.description) silent.push(`${at}.${name}`);
      visit(child, `${at}.${name}`);
    }
    for (const variant of variantsOf(node)) visit(variant, at);
    if (node.items) visit(node.items, `${at}[]`);
    if (typeof node.additionalProperties === "object") visit(node.additionalProperties, `${at}.<name>`);
  };
  visit(configSchema, "forwarder");

  expect(silent).toEqual([]);
});

test.each(destinationTypes.map((type) => [type]))(
  "the page of %s shows a configuration that works",
  (type) => {
    const parsed = destinationOptions.safeParse(exampleOf(type));
    expect(parsed.error?.message).toBeUndefined();
  },
);

test.each(destinationTypes.map((type) => [type]))("the page of %s has a part that somebody wrote", (type) => {
  expect(existsSync(partFile(type)) ? readFileSync(partFile(type), "utf8").length : 0).toBeGreaterThan(200);
});

test("every link between the pages leads somewhere", () => {
  const folder = path.join(DOCS, "destinations");
  const broken = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => {
      const text = readFileSync(path.join(folder, name), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
      return links
        .filter((target) => !existsSync(path.join(folder, target)))
        .map((target) => `${name}: ${target}`);
    });

  expect(broken).toEqual([]);
});

describe("the schema for editors", () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(editorSchema() as object);
  const url = "https://siem.example.com/ingest";

  it.each([
    { destinations: { main: { type: "https", url } } },
    {
      destinations: { main: { type: "https", url, format: "ecs" } },
      format: { type: "ocsf", version: "1.1.0" },
    },
  ])("takes %j", (config) => {
    expect(validate(config) ? [] : validate.errors).toEqual([]);
  });

  it.each([
    { destinations: { main: { type: "https", url, forrmat: "ecs" } } },
    { destinations: { main: { type: "https", url, format: "xml" } } },
    { destinations: { main: { type: "splunk", url } } },
    { destinatons: {} },
  ])("refuses %j", (config) => {
    expect(validate(config)).toBe(false);
  });
});
