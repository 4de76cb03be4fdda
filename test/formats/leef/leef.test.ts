import fc from "fast-check";
import { formatField } from "../../../lambda/formats/registry.ts";
import { rawRecord } from "../../support/cloudtrail/corpus.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, normalized } from "../fixtures.ts";
import { visible } from "../visible.ts";

/** A LEEF reader: header fields between pipes, then pairs between delimiters, keys up to the first `=`. */
function parseLeef(line: string): { header: string[]; attributes: Record<string, string> } {
  const isOne = line.startsWith("LEEF:1.0|");
  const fields = line.split("|");
  const header = fields.slice(0, isOne ? 5 : 6);
  const named = header[5] ?? "x09";
  const delimiter = /^(0?x)[0-9a-fA-F]+$/.test(named)
    ? String.fromCharCode(Number.parseInt(named.replace(/^0?x/, ""), 16))
    : named;
  const pairs = line.slice(header.join("|").length + 1).split(delimiter);
  return {
    header,
    attributes: Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    ),
  };
}

const odd = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom("a=b", "a|b", "tab\there", "line\nbreak\r\n", "^caret^", "\u0000", " lead"),
);

test.each([
  ["2.0 with tabs", {}, "\t"],
  ["2.0 with carets", { delimiter: "^" }, "^"],
  ["1.0", { version: "1.0" }, "\t"],
])(
  "what goes in comes out of a LEEF %s reader, line breaks and delimiters as spaces",
  (_title, options, delimiter) => {
    const fields = fc.record({
      eventID: odd,
      eventName: odd,
      eventSource: odd,
      eventVersion: odd,
      errorCode: odd,
      errorMessage: odd,
      userAgent: odd,
      userIdentity: fc.record({ userName: odd, arn: odd, type: fc.constant("IAMUser") }),
      requestParameters: fc.record({ key: odd }),
    });
    const asValue = (text: string) =>
      visible(text)
        .replace(/[\r\n]/g, " ")
        .split(delimiter)
        .join(" ");
    const asHeader = (text: string) => visible(text).replace(/[|\r\n\t]/g, "");
    fc.assert(
      fc.property(fields, (value) => {
        const line = normalized(
          { type: "leef", maxPayloadCharacters: 1_000_000, ...options },
          rawRecord(value),
        );
        const { header, attributes } = parseLeef(line);

        expect(header.slice(1, 5)).toEqual([
          "Amazon",
          "AWSCloudTrail",
          asHeader(value.eventVersion),
          asHeader(value.eventName),
        ]);
        expect(attributes).toEqual({
          eventID: asValue(value.eventID),
          cat: asValue(value.eventSource),
          sev: expect.stringMatching(/^[57]$/),
          outcome: "failure",
          errorCode: asValue(value.errorCode),
          usrName: asValue(value.userIdentity.userName),
          userArn: asValue(value.userIdentity.arn),
          userType: "IAMUser",
          userAgent: asValue(value.userAgent),
          errorMessage: asValue(value.errorMessage),
          requestParameters: asValue(JSON.stringify(value.requestParameters)),
        });
      }),
      { numRuns: 100 },
    );
  },
);

test("the delimiter stands in the header of 2.0 and not in that of 1.0", () => {
  const record = fixture("root-creates-user");

  expect(normalized("leef", record)).toMatch(
    /^LEEF:2\.0\|Amazon\|AWSCloudTrail\|1\.11\|CreateUser\|x09\|devTime=/,
  );
  expect(normalized({ type: "leef", delimiter: "^" }, record)).toMatch(
    /\|CreateUser\|\^\|devTime=\d+\^eventID=/,
  );
  expect(normalized({ type: "leef", version: "1.0" }, record)).toMatch(
    /^LEEF:1\.0\|Amazon\|AWSCloudTrail\|1\.11\|CreateUser\|devTime=/,
  );
});

test("odd records keep their header fields apart", () => {
  fc.assert(
    fc.property(oddRecord, (value) => {
      const { header, attributes } = parseLeef(normalized("leef", rawRecord(value)));

      expect(header.slice(0, 3)).toEqual(["LEEF:2.0", "Amazon", "AWSCloudTrail"]);
      expect(header[5]).toBe("x09");
      expect(attributes.usrName).toBeTruthy();
    }),
    { numRuns: 100 },
  );
});

test("a delimiter that LEEF readers would trip over is refused", () => {
  for (const delimiter of ["=", "|", "a", "^^", "", " "]) {
    expect(() => formatField().parse({ type: "leef", delimiter })).toThrow(/punctuation character/);
  }
});

test("the counts of an aggregated event and the findings of an Insights event are there", () => {
  const aggregated = fixture("aggregated-object-writes");
  const insight = fixture("insight-on-call-rate");

  expect(parseLeef(normalized("leef", aggregated)).attributes.summary).toBe(
    JSON.stringify(aggregated.value.summary),
  );
  expect(parseLeef(normalized("leef", insight)).attributes.insightDetails).toBe(
    JSON.stringify(insight.value.insightDetails),
  );
});

test("provenance and raw come as keys of their own, on request", () => {
  const { attributes } = parseLeef(
    normalized({ type: "leef", provenance: true }, fixture("root-creates-user")),
  );

  expect(attributes).toMatchObject({
    ctfBucket: "example-trail",
    ctfVersionId: "3HL4kqtJlcpXroDTDmJ",
    ctfOrdinal: "4",
  });
});
