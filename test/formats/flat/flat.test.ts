import fc from "fast-check";
import { corpora, rawRecord, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { lostLeaves } from "../../support/cloudtrail/leaves.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, normalized } from "../fixtures.ts";
import { rebuild } from "./rebuild.ts";

function flatOf(options: object, value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(normalized({ type: "flat", ...options }, rawRecord(value)));
}

const anyRecord = fc.oneof(
  oddRecord,
  fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("0", "12", "a.b", "\\", "__proto__", "")),
    fc.jsonValue(),
  ),
);

test("a record can be rebuilt from its keys", () => {
  fc.assert(
    fc.property(anyRecord, (value) => {
      const record = JSON.parse(JSON.stringify(value));

      const event = flatOf({ empty: "keep" }, record);

      expect(rebuild(event)).toEqual(record);
    }),
    { numRuns: 200 },
  );
});

test("every value is a scalar and every scalar of the record is there", () => {
  fc.assert(
    fc.property(anyRecord, (value) => {
      const record = JSON.parse(JSON.stringify(value));

      const event = flatOf({}, record);

      expect(Object.values(event).filter((leaf) => leaf !== null && typeof leaf === "object")).toEqual([]);
      expect(lostLeaves(record, event)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test.each(corpora)("no leaf of the %s records is lost, whatever the options", (name) => {
  const variants = [{}, { keys: "replace" }, { arrays: "json" }, { payloads: "text" }, { maxArrayItems: 1 }];
  const lost = readCorpus(name).flatMap(({ record }) =>
    variants.flatMap((options) =>
      lostLeaves(record.value, flatOf(options, record.value as Record<string, unknown>)),
    ),
  );

  expect(lost).toEqual([]);
});

const record = {
  requestParameters: {
    items: [{ id: "a" }, { id: "b" }],
    tags: ["x", 1, true],
    "a.b": { "0": "zero" },
    none: [],
  },
  resources: [{ ARN: "arn:aws:s3:::b" }],
  responseElements: null,
};

test.each([
  [
    {},
    {
      "requestParameters.items.0.id": "a",
      "requestParameters.items.1.id": "b",
      "requestParameters.tags.0": "x",
      "requestParameters.tags.1": 1,
      "requestParameters.tags.2": true,
      "requestParameters.a\\.b.\\0": "zero",
      "resources.0.ARN": "arn:aws:s3:::b",
      responseElements: null,
    },
  ],
  [
    { arrays: "join", keys: "replace" },
    {
      "requestParameters.items": '[{"id":"a"},{"id":"b"}]',
      "requestParameters.tags": "x,1,true",
      "requestParameters.a_b.0": "zero",
      resources: '[{"ARN":"arn:aws:s3:::b"}]',
      responseElements: null,
    },
  ],
  [
    { payloads: "text", maxArrayItems: 2 },
    {
      requestParameters: JSON.stringify(record.requestParameters),
      "resources.0.ARN": "arn:aws:s3:::b",
      responseElements: null,
    },
  ],
  [
    { maxArrayItems: 2, empty: "keep" },
    {
      "requestParameters.items.0.id": "a",
      "requestParameters.items.1.id": "b",
      "requestParameters.tags": '["x",1,true]',
      "requestParameters.a\\.b.\\0": "zero",
      "requestParameters.none": [],
      "resources.0.ARN": "arn:aws:s3:::b",
      responseElements: null,
    },
  ],
])("with the options %j", (options, expected) => {
  expect(flatOf(options, record)).toEqual(expected);
});

test("replaced keys that fall together get a number", () => {
  const event = flatOf({ keys: "replace" }, { "a=b": 1, a_b: 2, "a.b": 3, "a\u0007b": 4 });

  expect(event).toEqual({ a_b: 1, a_b_2: 2, a_b_3: 3, a_b_4: 4 });
});

test("provenance and raw stand beside the fields, and step aside for a source field of that name", () => {
  const options = { type: "flat", provenance: true, includeRaw: true };
  const plain = JSON.parse(normalized(options, fixture("root-creates-user")));
  const clash = JSON.parse(normalized(options, fixture("fields-of-tomorrow")));

  expect(plain["cloudtrail_forwarder.bucket"]).toBe("example-trail");
  expect(plain["cloudtrail_forwarder.ordinal"]).toBe(4);
  expect(plain["cloudtrail_forwarder.raw"]).toBe(fixture("root-creates-user").bytes.toString());
  expect(clash.cloudtrail_forwarder).toBe("a source field");
  expect(clash["cloudtrail_forwarder_2.bucket"]).toBe("example-trail");
});
