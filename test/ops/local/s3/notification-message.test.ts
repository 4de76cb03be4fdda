import fc from "fast-check";
import { encodeKey } from "../../../../ops/local/s3/notification-message.ts";

test("spells keys as AWS does", () => {
  expect(encodeKey("a b+c/d=e&f(g)'h!~*é%.gz")).toBe("a+b%2Bc/d%3De%26f%28g%29%27h%21%7E*%C3%A9%25.gz");
});

test("a form decoder gives back any key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (key) => {
      expect(decodeURIComponent(encodeKey(key).replaceAll("+", " "))).toBe(key);
    }),
  );
});
