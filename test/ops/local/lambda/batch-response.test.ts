import { readBatchResponse } from "../../../../ops/local/lambda/batch-response.ts";

const IDS = ["a", "b", "c"];

describe("complete success: every message is deleted", () => {
  test.each([
    ["nothing", "null"],
    ["an empty object", "{}"],
    ["an empty list", '{"batchItemFailures":[]}'],
    ["no list", '{"batchItemFailures":null}'],
    ["a list under a wrong name", '{"batchItemFailure":[{"itemIdentifier":"a"}]}'],
  ])("%s", (_what, payload) => {
    expect(readBatchResponse(payload, IDS)).toEqual({ outcome: "partial", returned: new Set() });
  });
});

describe("complete failure: every message returns", () => {
  test.each([
    ["no JSON", "<html>"],
    ["a text", '"done"'],
    ["a list", "[]"],
    ["a list that is none", '{"batchItemFailures":"a"}'],
    ["an empty identifier", '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ["a null identifier", '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ["an identifier under a wrong name", '{"batchItemFailures":[{"messageId":"a"}]}'],
    ["an unknown identifier", '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"x"}]}'],
    ["null for an entry", '{"batchItemFailures":[null]}'],
  ])("%s", (_what, payload) => {
    expect(readBatchResponse(payload, IDS).outcome).toBe("invalid");
  });
});

test("a valid list returns only what it names", () => {
  const payload =
    '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"c"},{"itemIdentifier":"a"}]}';

  expect(readBatchResponse(payload, IDS)).toEqual({ outcome: "partial", returned: new Set(["a", "c"]) });
});
