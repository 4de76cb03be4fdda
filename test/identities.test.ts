import { ObjectBooks } from "../lambda/books.ts";
import { ForwarderError } from "../lambda/errors.ts";
import { isSettled, messageViolation } from "../lambda/identities.ts";
import { emptyTotals } from "../lambda/totals.ts";
import { BUCKET, invoke, logKey, s3Body, sqsMessage } from "./support/invocation.ts";

const KEY = logKey("AAAAAAAAAAAAAAAA");
const REF = { bucket: BUCKET, key: KEY };
const failure = ForwarderError.retryable("deadline", "time is up");

/** An object of which two records were read. */
function booksOf({ delivered = 0, open = 0, isReadToEnd = true, failed = false } = {}): ObjectBooks {
  const books = new ObjectBooks(REF);
  Object.assign(books, { read: 2, delivered, open, isReadToEnd });
  if (failed) books.fail(failure);
  return books;
}

describe("a message may be acknowledged when its object", () => {
  const done = booksOf({ delivered: 2 });
  it.each([
    ["was read to its end and every record is settled", { books: done }, true],
    ["has nothing in it to forward", { books: booksOf(), skip: "digest" as const }, true],
    ["was given up and is kept", { books: booksOf(), quarantine: failure }, true],
    ["goes on in another message", { books: booksOf({ open: 2, failed: true }), rest: REF }, true],
    ["failed", { books: booksOf({ delivered: 2, failed: true }) }, false],
    ["was given up and could not be kept", { books: booksOf({ failed: true }), quarantine: failure }, false],
    ["has an open record", { books: booksOf({ delivered: 1, open: 1 }) }, false],
    ["has a record that nobody knows about", { books: booksOf({ delivered: 1 }) }, false],
    ["was not read to its end", { books: booksOf({ delivered: 2, isReadToEnd: false }) }, false],
  ])("%s: %#", (_what, work, expected) => {
    expect(isSettled({ receives: 1, ...work })).toBe(expected);
  });
});

describe("the messages of an invocation", () => {
  const counts = { received: 4, forwarded: 1, skipped: 1, rejected: 1, returned: 1 };

  it("add up when each ended in one way", () => {
    expect(messageViolation(counts, 4)).toBeUndefined();
  });

  it("do not when one is missing, or ended in none or two", () => {
    expect(messageViolation(counts, 5)).toContain("5 messages came, 4 were looked at");
    expect(messageViolation({ ...counts, skipped: 0 }, 4)).toContain("0 skipped");
    expect(messageViolation({ ...counts, returned: 2 }, 4)).toContain("2 returned");
  });
});

test("an event of which nobody knows what became of it sends every message back, and is counted", async () => {
  const totals = emptyTotals();
  const run = invoke(
    {
      objects: { [KEY]: '{"Records":[{"eventID":"a"}]}' },
      messages: [sqsMessage(s3Body(KEY))],
      defect: (delivery) => Object.create(delivery, { isBalanced: { value: false } }),
    },
    totals,
  );
  await expect(run).rejects.toMatchObject({ reason: "identity_violation" });
  expect(totals.identityViolations).toBe(1);
});
