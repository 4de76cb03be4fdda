import fc from "fast-check";
import { enrichAccounts, parseAccountDirectory } from "../../lambda/enrich/accounts.ts";

const directory = parseAccountDirectory(
  JSON.stringify({
    "111122223333": {
      name: "checkout",
      organizationalUnit: "prod/eu",
      owner: "payments",
      tags: { tier: "1", n: 5 },
    },
    "444455556666": { name: "partner", extra: true },
  }),
);
const checkout = { name: "checkout", organizationalUnit: "prod/eu", owner: "payments", tags: { tier: "1" } };

test("a record gets what is known of its account, and of a caller from another one", () => {
  expect(enrichAccounts(directory, { recipientAccountId: "111122223333" })).toEqual({ recipient: checkout });
  expect(
    enrichAccounts(directory, {
      recipientAccountId: "111122223333",
      userIdentity: { accountId: "444455556666" },
    }),
  ).toEqual({ recipient: checkout, caller: { name: "partner" } });
  expect(
    enrichAccounts(directory, {
      recipientAccountId: "111122223333",
      userIdentity: { accountId: "111122223333" },
    }),
  ).toEqual({ recipient: checkout });
  expect(enrichAccounts(directory, { accountId: "444455556666" })).toEqual({
    recipient: { name: "partner" },
  });
});

test("an unknown account changes nothing", () => {
  expect(enrichAccounts(directory, { recipientAccountId: "123456789012" })).toBeUndefined();
  expect(enrichAccounts(new Map(), { recipientAccountId: "111122223333" })).toBeUndefined();
});

test("any record is answered", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("recipientAccountId", "accountId", "userIdentity"), fc.jsonValue()),
      (record) => {
        expect(enrichAccounts(directory, record)).toBeUndefined();
      },
    ),
  );
});

test.each([
  ["not JSON", "{", "not JSON"],
  ["a list", "[]", "no JSON object"],
  ["a key that is no account id", '{"acme":{}}', '"acme"'],
  ["an account without an object", '{"111122223333":"checkout"}', '"111122223333"'],
])("a directory that is %s is refused", (_what, text, words) => {
  expect(() => parseAccountDirectory(text)).toThrow(words);
});
