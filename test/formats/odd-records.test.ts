import fc from "fast-check";
import { rawRecord } from "../support/cloudtrail/corpus.ts";
import { oddRecord } from "../support/cloudtrail/odd-records.ts";
import { normalized } from "./fixtures.ts";

/** Every format of this folder, with each option that changes how it writes. */
const VARIANTS: readonly (readonly [title: string, options: object, isJson: boolean])[] = [
  ["ecs", { type: "ecs" }, true],
  ["ecs, everything on", { type: "ecs", categories: "extended", provenance: true, includeRaw: true }, true],
  ["ecs, principal ids, text payloads", { type: "ecs", userId: "principal", payloads: "text" }, true],
  ["flat", { type: "flat" }, true],
  ["flat, replaced keys", { type: "flat", keys: "replace", arrays: "join", payloads: "text" }, true],
  ["flat, everything on", { type: "flat", empty: "keep", provenance: true, includeRaw: true }, true],
  ["raw with provenance", { type: "raw", provenance: true }, true],
  ["fortisiem", { type: "fortisiem" }, false],
  [
    "fortisiem, everything on",
    { type: "fortisiem", legacyEventSource: true, provenance: true, includeRaw: true },
    false,
  ],
  ["cef", { type: "cef" }, false],
  ["cef, everything on", { type: "cef", provenance: true, includeRaw: true }, false],
  ["leef", { type: "leef" }, false],
  ["leef 1.0", { type: "leef", version: "1.0", provenance: true }, false],
  ["leef with a caret", { type: "leef", delimiter: "^", includeRaw: true }, false],
];

// What some receiver takes for the end of a line or of a text. JSON escapes controls; Unicode breaks are data there.
const BREAKS_OF_JSON = /[\n\r]/;
const BREAKS_OF_TEXT = /[^\t\x20-\x7e\x80-\x84\x86-\u2027\u202a-\uffff]/;

describe.each(VARIANTS)("%s", (_title, options, isJson) => {
  test("an odd record becomes one line, the same each time, and stays as it was", () => {
    fc.assert(
      fc.property(oddRecord, (value) => {
        const record = rawRecord(value);
        const before = JSON.stringify(value);

        const event = normalized(options, record);

        expect(event).not.toMatch(isJson ? BREAKS_OF_JSON : BREAKS_OF_TEXT);
        expect(normalized(options, record)).toBe(event);
        expect(JSON.stringify(record.value)).toBe(before);
        if (isJson) expect(() => JSON.parse(event)).not.toThrow();
      }),
      { numRuns: 30 },
    );
  });

  test("half of a surrogate pair is shown: UTF-8 has no bytes for it", () => {
    const event = normalized(options, rawRecord({ eventName: "a\ud83db", errorMessage: "\udc00" }));

    expect(event).not.toContain("\ufffd");
    expect(event).toContain("\\ud83d");
    expect(event).toContain("\\udc00");
  });

  test.each([
    ["without fields", {}],
    [
      "with a text for an identity",
      { userIdentity: "x", requestParameters: 1, resources: "y", tlsDetails: [1] },
    ],
    [
      "with arrays for everything",
      { eventTime: [], eventName: [[]], sourceIPAddress: [1], userIdentity: [{}] },
    ],
    ["deeply nested", { requestParameters: JSON.parse(`${'{"a":['.repeat(400)}1${"]}".repeat(400)}`) }],
  ])("never throws on a record %s", (_kind, value) => {
    expect(normalized(options, rawRecord(value))).not.toMatch(BREAKS_OF_JSON);
  });
});
