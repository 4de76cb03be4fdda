import { readFileSync } from "node:fs";
import path from "node:path";
import { FORWARDER_VERSION } from "../../lambda/contract/version.ts";
import type { FormatDefinition } from "../../lambda/formats/define-format.ts";
import { createFormat, formatField, formats } from "../../lambda/formats/registry.ts";
import { rawRecord } from "../support/cloudtrail/corpus.ts";
import { fixture, normalized, SOURCE } from "./fixtures.ts";

const PROVENANCE = {
  bucket: SOURCE.bucket,
  key: SOURCE.key,
  version_id: SOURCE.versionId,
  ordinal: 4,
  account: "111122223333",
  organization: "o-exampleorg",
  forwarder_version: FORWARDER_VERSION,
};

test("the version that events name is the package's", () => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8"));

  expect(FORWARDER_VERSION).toBe(version);
});

test("raw bytes are passed on as they are when nothing is asked for", () => {
  const record = fixture("fields-of-tomorrow");

  expect(createFormat(formatField().parse("raw")).normalize(record, SOURCE)).toEqual(record.bytes);
});

test("provenance follows the raw record's own bytes, under a name that is free", () => {
  const record = fixture("fields-of-tomorrow");
  const own = record.bytes.toString().slice(0, -1);

  const event = normalized({ type: "raw", provenance: true }, record);

  expect(event.startsWith(`${own},"cloudtrail_forwarder_2":{`)).toBe(true);
  expect(JSON.parse(event)).toMatchObject({
    cloudtrail_forwarder: "a source field",
    cloudtrail_forwarder_2: PROVENANCE,
  });
});

test.each(["{}", "{ }", '{"a":{}}', '{"a":"{"}', '{"n":1e-7,"n":2 }'])("provenance fits into %s", (text) => {
  const record = { ...rawRecord(JSON.parse(text)), bytes: Buffer.from(text) };

  const event = JSON.parse(normalized({ type: "raw", provenance: true }, record));

  expect(event).toEqual({ ...JSON.parse(text), cloudtrail_forwarder: { ...PROVENANCE, ordinal: 0 } });
});

test("an ECS document keeps provenance apart from the source's fields", () => {
  const document = JSON.parse(normalized({ type: "ecs", provenance: true }, fixture("fields-of-tomorrow")));

  expect(document.cloudtrail_forwarder).toEqual(PROVENANCE);
  expect(document.aws.cloudtrail.cloudtrail_forwarder).toBe("a source field");
  expect(JSON.parse(normalized("ecs", fixture("fields-of-tomorrow"))).cloudtrail_forwarder).toBeUndefined();
});

test("a format that has a hook for provenance offers the option, and the other way round something answers it", () => {
  const definitions: readonly FormatDefinition[] = formats;
  const offering = definitions.filter(({ options }) => "provenance" in options.shape);

  expect(
    definitions.filter(({ envelope }) => envelope).filter((definition) => !offering.includes(definition)),
  ).toEqual([]);
  for (const { type } of offering.filter(({ type }) => type !== "ocsf")) {
    expect(normalized({ type, provenance: true }, fixture("root-creates-user"))).toContain("example-trail");
    expect(normalized({ type }, fixture("root-creates-user"))).not.toContain("example-trail");
  }
  expect(offering.length).toBeGreaterThan(5);
});

test("the tenant is named where there is one", () => {
  const event = JSON.parse(
    normalized({ type: "flat", provenance: true }, fixture("root-creates-user"), {
      ...SOURCE,
      tenant: "blue",
    }),
  );

  expect(event["cloudtrail_forwarder.tenant"]).toBe("blue");
});
