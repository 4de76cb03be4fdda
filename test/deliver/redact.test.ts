import { withoutCredentials } from "../../lambda/deliver/redact.ts";

test("what a request carries as a credential is never shown, longest text first", () => {
  const headers = {
    authorization: "Bearer abcdefgh-secret",
    "x-api-key": "12345678",
    "content-type": "application/json",
  };
  const text = "Bearer abcdefgh-secret, abcdefgh-secret, 12345678, application/json, hunter22, short";
  expect(withoutCredentials(text, headers, ["hunter22", "short"])).toBe(
    "[redacted], [redacted], [redacted], application/json, [redacted], short",
  );
});
