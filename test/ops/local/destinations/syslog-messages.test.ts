import fc from "fast-check";
import { countedOf, linesOf, payloadOf } from "../../../../ops/local/destinations/syslog-messages.ts";

const text = (parts: readonly Buffer[]) => parts.map(String);

test("counted messages come out whole, whatever is in them", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", minLength: 1 })), (messages) => {
      const stream = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join("");

      expect(text(countedOf(Buffer.from(stream)))).toEqual(messages);
    }),
  );
});

test("a message that did not come to its end is none, counted or not", () => {
  expect(text(countedOf(Buffer.from("3 abc5 abc")))).toEqual(["abc"]);
  expect(text(countedOf(Buffer.from("3 abc12")))).toEqual(["abc"]);
  expect(text(linesOf(Buffer.from("abc\n\ndef\ngh")))).toEqual(["abc", "def"]);
});

test("a stream that is not counted is not taken for one that is", () => {
  expect(() => countedOf(Buffer.from("<110>1 - host app - - - {}\n"))).toThrow(/expected the length/);
});

const EVENT = '{"a":"] \\" <1>1 "}';

test.each([
  ["rfc5424", `<110>1 2026-02-03T04:05:06.000Z host app - Name - ${EVENT}`],
  ["rfc5424", `<110>1 - host app - - [x@1 a="\\"] ]" b="\\\\"][y@2] ${EVENT}`],
  ["rfc3164", `<110>Feb  3 04:05:06 host app: ${EVENT}`],
  ["none", EVENT],
] as const)("what stands behind a header (%s) is the event", (header, message) => {
  expect(String(payloadOf(Buffer.from(message), header))).toBe(EVENT);
});

test("a message without the header that it should have is no event", () => {
  expect(() => payloadOf(Buffer.from(EVENT), "rfc5424")).toThrow(/without an rfc5424 header/);
});
