import fc from "fast-check";
import { type Item, settleParts } from "../../lambda/destinations/settle.ts";
import { ForwarderError } from "../../lambda/errors.ts";

type Word = "ok" | "retryable" | "permanent" | "config";
type Plan = readonly { readonly throws?: Word; readonly words: readonly Word[] }[];

function failureOf(word: Word): ForwarderError | undefined {
  if (word === "retryable") return ForwarderError.retryable("destination_unavailable", "busy");
  if (word === "permanent") return ForwarderError.permanent("refused", "no");
  if (word === "config") return ForwarderError.config("destination_auth", "denied");
  return undefined;
}

/** Settles a batch whose parts answer as planned. */
function settle(plan: Plan) {
  let index = 0;
  const parts = plan.map(({ throws, words }) => ({
    throws,
    words,
    items: words.map((): Item => ({ index: index++, event: { id: "e" }, entry: Buffer.from("{}") })),
  }));
  return settleParts(parts, async ({ throws, words, items }) => {
    const thrown = throws && failureOf(throws);
    if (thrown) throw thrown;
    return new Map(
      items.flatMap(({ index: at }, position) => {
        const failure = failureOf(words[position] ?? "ok");
        return failure ? [[at, failure] as const] : [];
      }),
    );
  });
}

const word = fc.constantFrom<Word>("ok", "retryable", "permanent", "config");
const part = fc.record({
  throws: fc.option(fc.constantFrom<Word>("retryable", "permanent", "config"), { nil: undefined }),
  words: fc.array(word, { minLength: 1, maxLength: 4 }),
});

describe("a batch that goes out in parts", () => {
  it("never counts as delivered what was not taken, and never sends again what was settled", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (plan) => {
        const expected = plan.flatMap(({ throws, words }) =>
          words.map((own) => (throws ? `thrown ${throws}` : own)),
        );
        const isSettled = (outcome: string) => outcome === "ok" || outcome === "permanent";
        const result = await settle(plan).catch((error: ForwarderError) => error);
        if (result instanceof ForwarderError) {
          // Thrown: everything is tried again, so nothing may have been settled.
          expect(expected.filter(isSettled)).toEqual([]);
          return;
        }
        const at = (matching: (outcome: string) => boolean) =>
          expected.flatMap((outcome, index) => (matching(outcome) ? [index] : []));
        const indexes = (verdicts: readonly { index: number }[]) =>
          verdicts.map(({ index }) => index).sort((a, b) => a - b);
        expect(indexes(result.rejected)).toEqual(at((outcome) => outcome === "permanent"));
        expect(indexes(result.retryable)).toEqual(at((outcome) => !isSettled(outcome)));
      }),
    );
  });

  it.each([
    [["retryable", "config", "permanent"], "config"],
    [["retryable", "permanent"], "permanent"],
    [["retryable", "retryable"], "retryable"],
  ] as const)("whose parts all fail (%j) fails as %s", async (thrown, kind) => {
    const plan = thrown.map((throws) => ({ throws, words: ["ok" as const] }));
    await expect(settle(plan)).rejects.toMatchObject({ kind });
  });

  it("of which every event is denied is denied as a whole", async () => {
    await expect(settle([{ words: ["config", "config"] }])).rejects.toMatchObject({ kind: "config" });
  });

  it("puts off what is denied while other events were settled", async () => {
    expect(await settle([{ words: ["config", "permanent", "ok"] }])).toMatchObject({
      rejected: [{ index: 1 }],
      retryable: [{ index: 0 }],
    });
  });
});
