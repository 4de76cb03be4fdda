import { isAscii as isAsciiText } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { normalizeRecord } from "../../lambda/formats/normalized-event.ts";
import { createFormat, formatField, formats } from "../../lambda/formats/registry.ts";
import type { RawRecord, RecordSource } from "../../lambda/types.ts";
import { corpora, rawRecord, readCorpus } from "../support/cloudtrail/corpus.ts";
import { type Leaf, lostLeaves } from "../support/cloudtrail/leaves.ts";
import { oddRecord } from "../support/cloudtrail/odd-records.ts";
import { readRecord } from "../support/cloudtrail/read-record.ts";

/** What every registered format promises; adding a format to the registry puts it under these tests. */

const FIXTURES = path.join(__dirname, "..", "fixtures", "cloudtrail");
const source: RecordSource = {
  bucket: "example-trail",
  key: "AWSLogs/111122223333/CloudTrail/eu-central-1/2026/02/03/111122223333_CloudTrail_eu-central-1_20260203T0410Z_a.json.gz",
  account: "111122223333",
  region: "eu-central-1",
  kind: "CloudTrail",
};

const fixtures: RawRecord[] = readdirSync(FIXTURES).map((file) =>
  rawRecord(JSON.parse(readFileSync(path.join(FIXTURES, file), "utf8"))),
);

/** Objects that are hardly CloudTrail records. */
const anyObject = fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), fc.jsonValue());

/**
 * Formats whose events are made of chosen fields: the priority order of `docs/formats` says what gets a place, so a
 * leaf of the record may be missing. All other formats lose none.
 */
const CHOSEN_FIELDS_ONLY = new Set(["cef", "leef", "fortisiem"]);

/** Leaves that a format writes in another way on purpose, with the reason. */
const REWRITTEN: Readonly<Record<string, (leaf: Leaf, text: string) => boolean>> = {
  // Elastic's pipeline writes dates with milliseconds, splits `TLSv1.2` into protocol and version, and drops the
  // `tlsDetails` of Grafana, whose values are the names of the fields.
  ecs: ({ path: place, value }, text) =>
    text.includes(isoWithMilliseconds(String(value))) ||
    place === "$.tlsDetails.tlsVersion" ||
    place === `$.tlsDetails.${value}`,
};

/** Odd records without a character that is not ASCII, or needs an escape. */
const asciiRecord = oddRecord.map((value) =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(/\\(u[0-9a-f]{4}|.)/g, "x")
      .replaceAll(/[^\x20-\x7e]/gu, "x"),
  ),
);

/** With provenance, where a format has it. */
const PROVENANCE: Readonly<Record<string, object>> = Object.fromEntries(
  formats.map(({ type, options }) => [type, "provenance" in options.shape ? { provenance: true } : {}]),
);

describe.each(formats.map((format) => ({ type: format.type, output: format.output })))(
  "format $type",
  ({ type, output }) => {
    const make = () => createFormat(formatField().parse(type));
    const format = make();
    const textOf = (record: RawRecord) => Buffer.from(format.normalize(record, source)).toString("utf8");

    test("gives an event for any JSON object, on one line, and JSON where it promises JSON", () => {
      fc.assert(
        fc.property(fc.oneof(oddRecord, anyObject), (value) => {
          const text = textOf(rawRecord(value));

          expect(text).not.toBe("");
          expect(text).not.toMatch(/[\r\n]/);
          if (output === "json") expect(typeof JSON.parse(text)).toBe("object");
        }),
        { numRuns: 300 },
      );
    });

    test("gives the same event for the same record, whatever came before", () => {
      fc.assert(
        fc.property(oddRecord, oddRecord, (value, other) => {
          const first = textOf(rawRecord(value));
          textOf(rawRecord(other));

          expect(textOf(rawRecord(value))).toBe(first);
          expect(Buffer.from(make().normalize(rawRecord(value), source)).toString("utf8")).toBe(first);
        }),
        { numRuns: 100 },
      );
    });

    test("does not change the record", () => {
      fc.assert(
        fc.property(oddRecord, (value) => {
          const record = rawRecord(value);
          const before = JSON.stringify(record.value);

          format.normalize(record, source);

          expect(JSON.stringify(record.value)).toBe(before);
          expect(Buffer.from(record.bytes).toString()).toBe(before);
        }),
        { numRuns: 100 },
      );
    });

    test("gives an altered record, which is only a value, the event that its text would give", () => {
      fc.assert(
        fc.property(oddRecord, (value) => {
          const read = rawRecord(value);
          const altered = { ordinal: read.ordinal, bytes: read.bytes, value: read.value };

          expect(textOf(altered)).toBe(textOf(read));
        }),
        { numRuns: 200 },
      );
    });

    test("gives a record that was let go the event that it gave before", () => {
      for (const record of fixtures) {
        const read = readRecord(Buffer.from(record.bytes).toString());
        const before = textOf(read);
        read.release?.();

        expect(textOf(read)).toBe(before);
      }
    });

    test("an event that is called ASCII is, and those of ASCII records are called so where a format says", () => {
      const asked = createFormat(formatField().parse({ type, ...PROVENANCE[type] }));
      fc.assert(
        fc.property(asciiRecord, (value) => {
          const { body, isAscii } = normalizeRecord(asked, rawRecord(value), source);

          expect(isAscii).toBe(asked.keepsAscii === true);
          if (isAscii) expect(isAsciiText(Buffer.from(body))).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    test("takes a record that is frozen to its depths", () => {
      for (const { ordinal, bytes, value } of fixtures) {
        const frozen = { ordinal, bytes, value: deepFreeze(structuredClone(value)) };

        expect(textOf(frozen)).toBe(textOf({ ordinal, bytes, value }));
      }
    });

    test("takes nesting of 1,000 levels", () => {
      const deep = JSON.parse(
        `{"requestParameters":${nested(1_000)},"additionalEventData":${nested(1_000)}}`,
      );

      expect(textOf(rawRecord(deep))).toContain("leaf");
    });

    test("leaves the prototypes of objects alone", () => {
      textOf(
        rawRecord(
          JSON.parse('{"__proto__":{"polluted":1},"requestParameters":{"__proto__":{"polluted":1}}}'),
        ),
      );

      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    });

    if (output === "json" && !CHOSEN_FIELDS_ONLY.has(type)) {
      const lostIn = (record: RawRecord) => {
        const text = textOf(record);
        return lostLeaves(record.value, JSON.parse(text)).filter((leaf) => !REWRITTEN[type]?.(leaf, text));
      };

      test("every leaf of the fixtures is found again", () => {
        for (const record of fixtures) expect(lostIn(record)).toEqual([]);
      });

      test.each(corpora)("every leaf of the %s records is found again", (name) => {
        for (const { record } of readCorpus(name)) expect(lostIn(record)).toEqual([]);
      });
    }
  },
);

/** `2026-02-03T04:05:06Z` or `20260203T040506Z` as `2026-02-03T04:05:06.000Z`; other texts as no text can be. */
function isoWithMilliseconds(text: string): string {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)Z$/.exec(text);
  if (!match) return "\n";
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

function nested(depth: number): string {
  return `${'{"a":['.repeat(depth / 2)}"leaf"${"]}".repeat(depth / 2)}`;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
