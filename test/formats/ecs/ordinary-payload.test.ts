import fc from "fast-check";
import { parseExactJson } from "../../../lambda/decode/exact-json.ts";
import { isOrdinary } from "../../../lambda/formats/ecs/ordinary-payload.ts";
import { hasNoValues } from "../../../lambda/formats/ecs/values.ts";

test.each([
  '{"roleName":"Checkout"}',
  '{"maxResults":1000,"isOn":true,"isOff":false,"below":-5,"zero":0}',
  '{"a":{"name":"x","items":[{"name":"y"},{"name":"z"}]},"name":"w"}',
  '{"filterSet":{"items":[{"userName":"deeper down"}]}}',
  '{"-":"--","none":"nones","word":"null"}',
  '{"größe":"日本"}',
])("%s is passed on as it stands", (json) => {
  expect(isOrdinary(json, true)).toBe(true);
});

test.each([
  [
    "what Elastic removes",
    ['{"a":""}', '{"a":"-"}', '{"a":"none"}', '{"a":null}', '{"a":{}}', '{"a":[]}', "{}"],
  ],
  ["the same further inside", ['{"a":{"b":[{"c":""}]}}', '{"a":[1,null]}', '{"a":[[]]}', '{"a":["x",""]}']],
  [
    "a key that stands there twice",
    ['{"a":1,"a":2}', '{"a":{"b":1,"c":{},"b":2}}', '{"b":1,"a":{"b":1},"b":2}'],
  ],
  ["numbers that change", ['{"a":1.0}', '{"a":1e3}', '{"a":-0}', '{"a":9007199254740993}', '{"a":[1,-0]}']],
  ["white space", ['{ "a":1}', '{"a": 1}', '{"a":1 }', '{"a" :1}', '{"a":[1, 2]}']],
  ["members that a document repeats", ['{"userName":"x"}', '{"a":1,"instanceId":"i"}', '{"user":{"a":1}}']],
  ["no object", ['"text"', "5", '["a"]', "true"]],
])("%s has to be looked at", (_, texts) => {
  expect(texts.filter((json) => isOrdinary(json, true))).toEqual([]);
});

test("an escape has to be looked at, unless somebody knows that there is none", () => {
  expect(isOrdinary('{"a":"\\u002d"}', false)).toBe(false);
  expect(isOrdinary('{"a":"b"}', false)).toBe(true);
});

test("more keys or deeper ones than are kept in view have to be looked at", () => {
  const wide = JSON.stringify(
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}x`, 1])),
  );
  const deep = `${'{"a":'.repeat(50)}1${"}".repeat(50)}`;

  expect([wide, deep].map((json) => isOrdinary(json, true))).toEqual([false, false]);
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

test("what is passed on is what parsing and printing would give, and nothing of it would be removed", () => {
  let ordinary = 0;
  fc.assert(
    fc.property(object, (json) => {
      if (!isOrdinary(json, true)) return;
      ordinary += 1;
      const value = parseExactJson(json) as object;
      expect(JSON.stringify(value)).toBe(json);
      expect(hasNoValues(value)).toBe(false);
      expect(Object.keys(value)).not.toContain("userName");
    }),
    { numRuns: 3_000 },
  );
  expect(ordinary).toBeGreaterThan(300);
});
