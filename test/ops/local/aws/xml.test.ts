import fc from "fast-check";
import { childText, parseXml, xmlDocument } from "../../../../ops/local/aws/xml.ts";

test("text of any kind survives writing and reading", () => {
  // XML 1.0 has no place for control characters other than these, nor for U+FFFE and U+FFFF.
  const text = fc
    .string({ unit: "binary" })
    .filter((value) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value));
  fc.assert(
    fc.property(text, (value) => {
      expect(childText(parseXml(xmlDocument("Root", { Value: value })), "Value")).toBe(value);
    }),
  );
});

test.each(["", "text", "<a>", "<a></b>", "<a/><b/>", "<a><!-- c --></a>", "<!DOCTYPE a><a/>", "<a", "</a>"])(
  "refuses %j as malformed",
  (source) => {
    expect(() => parseXml(source)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  },
);

test("reads elements, attributes beside them, entities and empty elements", () => {
  const node = parseXml('<?xml version="1.0"?>\n<A xmlns="u"><B>1 &lt; 2 &#x41;</B><B/><C x="1"> </C></A>');

  expect(node.children.map(({ name, text }) => [name, text])).toEqual([
    ["B", "1 < 2 A"],
    ["B", ""],
    ["C", " "],
  ]);
});
