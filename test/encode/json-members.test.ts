import fc from "fast-check";
import { jsonMembers, prependMembers, replaceMembers } from "../../lambda/encode/json-members.ts";

const objects = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 8 });
const spaces = fc.constantFrom(undefined, 1, 2, "\t");

describe("the members of a JSON text", () => {
  it("are those that a parser finds, in their order and with their values", () => {
    fc.assert(
      fc.property(objects, spaces, (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const found = jsonMembers(text).map(({ key, valueStart, end }) => [key, text.slice(valueStart, end)]);
        const parsed: unknown = JSON.parse(text);
        expect(found.map(([key]) => key)).toEqual(Object.keys(parsed as object));
        expect(found.map(([, member]) => JSON.parse(member ?? ""))).toEqual(Object.values(parsed as object));
      }),
    );
  });

  it("keep the form in which numbers and escapes were written", () => {
    const text = '{ "a" : 9.82222E-5 , "b\\u0041":"\\u00e9, }", "c":[1,{"a":2}] , "a":null }';
    expect(jsonMembers(text).map(({ key, valueStart, end }) => [key, text.slice(valueStart, end)])).toEqual([
      ["a", "9.82222E-5"],
      ["bA", '"\\u00e9, }"'],
      ["c", '[1,{"a":2}]'],
      ["a", "null"],
    ]);
  });
});

describe("replacing a member", () => {
  it("changes nothing else of the text", () => {
    const text = '{ "a" : 1.0 , "b":{"a":[2]},"c" : "x" }';
    const replaced = replaceMembers(text, ({ key }) => (key === "b" ? "true" : undefined));
    expect(replaced).toBe('{ "a" : 1.0 , "b":true,"c" : "x" }');
  });

  it("of none gives the text back", () => {
    fc.assert(
      fc.property(objects, spaces, (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(replaceMembers(text, () => undefined)).toBe(text);
      }),
    );
  });
});

describe("members put before an object's own", () => {
  it("lose against them where both have a name", () => {
    expect(JSON.parse(prependMembers(' {"service":"theirs","x":1}', { service: "ours", y: 2 }))).toEqual({
      service: "theirs",
      x: 1,
      y: 2,
    });
  });

  it("make valid JSON of any two objects", () => {
    fc.assert(
      fc.property(objects, objects, spaces, (ours, theirs, indent) => {
        const text = prependMembers(JSON.stringify(theirs, undefined, indent), ours);
        const wire = (value: unknown) => JSON.parse(JSON.stringify(value));
        expect(JSON.parse(text)).toEqual({ ...wire(ours), ...wire(theirs) });
      }),
    );
  });
});
