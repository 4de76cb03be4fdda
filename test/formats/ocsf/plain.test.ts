import fc from "fast-check";
import { ocsf } from "../../../lambda/formats/ocsf/index.ts";
import type { CloudTrailRecord } from "../../../lambda/types.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";

const format = ocsf.create({
  type: "ocsf",
  version: "1.8.0",
  mode: "rich",
  provenance: true,
  includeRaw: true,
});
const source = { bucket: "trail-bucket", key: 'odd "key" \\' };

function eventOf(value: CloudTrailRecord, isPlain?: boolean): string {
  return String(
    format.normalize({ ordinal: 0, bytes: Buffer.from(JSON.stringify(value)), value, isPlain }, source),
  );
}

/** Odd records with everything replaced that would be escaped. */
const plainRecord = oddRecord.map(
  (value) => JSON.parse(JSON.stringify(value).replace(/\\(u[0-9a-f]{4}|.)/g, "_")) as CloudTrailRecord,
);

test("a record that needs no escapes becomes the same event whether or not that is known", () => {
  fc.assert(
    fc.property(plainRecord, (value) => {
      expect(eventOf(value, true)).toBe(eventOf(value));
    }),
    { numRuns: 200 },
  );
});

test("what the event adds of its own is escaped even then", () => {
  const value = {
    requestParameters: { a: "b" },
    future: [{ a: 1 }, { a: "x" }],
    deep: JSON.parse(`${"[".repeat(40)}1${"]".repeat(40)}`),
  };

  expect(JSON.parse(eventOf(value, true))).toEqual(JSON.parse(eventOf(value)));
});
