import fc from "fast-check";
import { parseExactJson } from "../../../lambda/decode/exact-json.ts";
import { scanPayload } from "../../../lambda/formats/ecs/payload-scan.ts";
import { withoutEmpty } from "../../../lambda/formats/ecs/values.ts";

test.each([
  '{"roleName":"Checkout"}',
  '{"maxResults":1000,"isOn":true,"isOff":false,"below":-5,"zero":0}',
  '{"minCount":1,"maxCount":1}',
  '{"a":{"name":"x","items":[{"name":"y"},{"name":"z"}]},"name":"w"}',
  '{"filterSet":{"items":[{"userName":"deeper down"}]}}',
  '{"-":"--","none":"nones","word":"null"}',
  '{"b":1,"2":1,"größe":"日本"}',
])("%s is passed on as it stands", (json) => {
  expect(scanPayload(json, true)).toEqual({ kept: json, isLookedInto: false });
});

test.each([
  ['{"a":"","b":1}', '{"b":1}'],
  ['{"b":1,"a":"-"}', '{"b":1}'],
  ['{"a":null,"b":"none","c":1,"d":{},"e":[]}', '{"c":1}'],
  ['{"a":{"b":"","c":{"d":[{"e":"f","g":""}]}},"h":"none"}', '{"a":{"c":{"d":[{"e":"f"}]}}}'],
  ['{"instances":[{"id":1,"tags":[]},{"tags":[],"id":2}]}', '{"instances":[{"id":1},{"id":2}]}'],
])("what Elastic removes is cut out of %s", (json, kept) => {
  expect(scanPayload(json, true)).toEqual({ kept, isLookedInto: false });
});

test.each(['{"userName":"x"}', '{"a":1,"instanceId":"i"}', '{"user":{"a":1}}', '{"a":"","groupName":"g"}'])(
  "%s has a member that documents repeat",
  (json) => {
    expect(scanPayload(json, true)).toMatchObject({ isLookedInto: true });
  },
);

test.each([
  [
    "that would be left empty",
    ['{"a":""}', '{"a":null}', '{"a":{}}', "{}", '{"b":1,"a":{"c":"-"}}', '{"a":"","b":[]}'],
  ],
  ["an array of which an element would be removed", ['{"a":[1,null]}', '{"a":[[]]}', '{"a":["x",""]}']],
  [
    "a key that stands there twice",
    ['{"a":1,"a":2}', '{"a":{"b":1,"c":{"d":1},"b":2}}', '{"b":1,"a":{"b":1},"b":2}', '{"a":"","b":1,"a":2}'],
  ],
  ["numbers that change", ['{"a":1.0}', '{"a":1e3}', '{"a":-0}', '{"a":9007199254740993}', '{"a":[1,-0]}']],
  ["white space", ['{ "a":1}', '{"a": 1}', '{"a":1 }', '{"a" :1}', '{"a":[1, 2]}', '{"b":1,"a":{ }}']],
  ["something that is no object", ['"text"', "5", '["a"]', "true"]],
])("%s has to be parsed", (_, texts) => {
  expect(texts.filter((json) => scanPayload(json, true) !== undefined)).toEqual([]);
});

test("an escape has to be parsed, unless somebody knows that there is none", () => {
  expect(scanPayload('{"a":"\\u002d"}', false)).toBeUndefined();
  expect(scanPayload('{"a":"b"}', false)).toEqual({ kept: '{"a":"b"}', isLookedInto: false });
});

test("more keys or deeper ones than are kept in view have to be parsed", () => {
  const wide = JSON.stringify(
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}x`, 1])),
  );
  const deep = `${'{"a":'.repeat(50)}1${"}".repeat(50)}`;

  expect([wide, deep].map((json) => scanPayload(json, true))).toEqual([undefined, undefined]);
});

const usual = fc.oneof(
  fc.constantFrom('"x"', '"a b: {c}"', "true", "false", "0", "-7"),
  fc.integer().map(String),
);
const odd = fc.oneof(
  fc.constantFrom('"none"', '"-"', '""', "null", "-0", "1.5", "1e5"),
  fc.bigInt({ min: 10n ** 14n, max: 10n ** 18n }).map(String),
);
const scalar = fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: odd, weight: 1 });
const name = fc.constantFrom("a", "b", "c", "d", "name", "none", "-", "", "userName", "__proto__", "é");
const space = fc.oneof(
  { arbitrary: fc.constant(""), weight: 20 },
  { arbitrary: fc.constant(" "), weight: 1 },
);

/** JSON as somebody writes it who repeats keys and has odd values, now and then with a space. */
const { object } = fc.letrec<{ json: string; object: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    scalar,
    tie("object"),
    fc.array(tie("json"), { maxLength: 3 }).map((items) => `[${items}]`),
  ),
  object: fc
    .array(fc.tuple(name, space, tie("json")), { maxLength: 4 })
    .map((members) => `{${members.map(([key, gap, value]) => `"${key}":${gap}${value}`)}}`),
}));

test("what is scanned is what parsing and printing would give, and what is kept of it too", () => {
  let scans = 0;
  let cuts = 0;
  fc.assert(
    fc.property(object, (json) => {
      const scanned = scanPayload(json, true);
      if (scanned === undefined) return;
      const value = parseExactJson(json) as object;
      scans += 1;
      cuts += scanned.kept === json ? 0 : 1;
      expect(JSON.stringify(value)).toBe(json);
      expect(scanned.kept).toBe(JSON.stringify(withoutEmpty(value)));
      expect(scanned.isLookedInto).toBe(Object.hasOwn(value, "userName"));
    }),
    { numRuns: 4_000 },
  );
  expect(scans).toBeGreaterThan(300);
  expect(cuts).toBeGreaterThan(20);
});
