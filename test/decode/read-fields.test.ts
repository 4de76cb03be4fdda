import fc from "fast-check";
import { RecurringTexts } from "../../lambda/decode/recurring-texts.ts";
import { FIELD_NAMES, fieldsOf, type RecordFields } from "../../lambda/record-fields.ts";
import { readRecord } from "../support/cloudtrail/read-record.ts";

/** Everything that fields tell. */
function told(fields: RecordFields | undefined): object {
  const json = (text: string | undefined) => text && JSON.parse(text);
  return {
    named: FIELD_NAMES.map((name) => fields?.[name]),
    // Sorted, as objects have their own order for names that are numbers.
    others: fields?.others.toSorted(([one], [other]) => (one < other ? -1 : 1)),
    request: json(fields?.requestJson),
    response: json(fields?.responseJson),
    accountId: fields?.accountId,
  };
}

/** Texts with quotes, backslashes, line breaks, other scripts and half surrogates in them. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom('a"b', "c\\d", "e\nf", "日本", "\ud800", ""),
);
const value = fc.oneof(
  text,
  fc.jsonValue(),
  fc.constantFrom(0, -0, 1e-7, 2 ** 53 + 2, true, false, null, [], {}),
);
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...FIELD_NAMES, "accountId", "insightDetails") },
  fc.oneof(text, fc.constantFrom("__proto__", "a", "", "userIdentity2", "toString")),
);
const members = fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 30 });
const textOf = (all: readonly (readonly [string, unknown])[], space: string) =>
  `{${all.map(([key, each]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(each)}`).join(`${space},`)}}`;

test("fields are those of the parsed record, whatever its members are and however they are written", () => {
  fc.assert(
    fc.property(members, fc.constantFrom("", " ", "\n "), (all, space) => {
      const record = readRecord(textOf(all, space));

      expect(told(record.fields)).toEqual(told(fieldsOf(record.value)));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a field that stands there twice", '{"eventName":"A","eventName":"B"}'],
  ["another member that stands there twice", '{"a":1,"b":2,"a":3}'],
  ["a key that stands twice in a field", '{"resources":[{"ARN":"a","ARN":"b"}],"eventName":"A"}'],
  ["a key written with an escape", '{"event\\u004eame":"A","eventID":"1"}'],
  ["numbers that no double carries", '{"readOnly":9007199254740993,"a":-0.0,"resources":[1e400]}'],
  ["no members", "{}"],
  ["a text between the kinds", '{"eventName":"A\\u0020B","awsRegion":"é"}'],
])("%s is read like the parsed record", (_, json) => {
  const record = readRecord(json);

  expect(told(record.fields)).toEqual(told(fieldsOf(record.value)));
});

test("records of one shape are told apart by their keys, not by the length of the keys", () => {
  const one = readRecord('{"eventName":"A","eventType":"B"}').fields;
  const other = readRecord('{"eventType":"B","eventName":"A"}').fields;

  expect([one?.eventName, one?.eventType]).toEqual(["A", "B"]);
  expect([other?.eventName, other?.eventType]).toEqual(["A", "B"]);
});

test("request and response are the record's own text, on one line", () => {
  const record = readRecord(
    '{"requestParameters":{ "a": 1.0, "n": 9007199254740993 },"responseElements":{\n"b":"\\/"}}',
  );

  expect(record.fields?.requestJson).toBe('{ "a": 1.0, "n": 9007199254740993 }');
  expect(record.fields?.responseJson).toBe('{"b":"/"}');
});

test("a text that came before is the same string, and another one never stands in for it", () => {
  const texts = new RecurringTexts();
  const at = (each: string) => {
    const bytes = Buffer.from(`"${each}"`);
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return texts.at(bytes, words, 1, bytes.length - 1, bytes.toString(), 0);
  };

  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ -~]{0,40}$/), { minLength: 1 }), (all) => {
      expect(all.map(at)).toEqual(all);
    }),
  );
});
