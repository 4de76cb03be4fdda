import fc from "fast-check";
import { deliverBatch, type Outcomes } from "../../lambda/deliver/deliver-batch.ts";
import type { Destination } from "../../lambda/destinations/define-destination.ts";
import { Batcher, type FramedEvent } from "../../lambda/encode/batcher.ts";
import { ndjson } from "../../lambda/encode/framing.ts";
import { ForwarderError } from "../../lambda/errors.ts";
import type { DeliveryResult, EncodedBatch } from "../../lambda/types.ts";
import { virtualClock } from "../support/clock.ts";

const LIMITS = { maxBatchBytes: 1_000_000, maxBatchEvents: 1_000, maxEventBytes: 1_000_000 };

function entriesOf(bodies: readonly string[]): readonly FramedEvent<string>[] {
  const batcher = new Batcher<string>(ndjson, LIMITS);
  for (const body of bodies) batcher.add({ id: body, body }, body);
  return batcher.drain()?.entries ?? [];
}

type Answer = ForwarderError | DeliveryResult | ((batch: EncodedBatch) => DeliveryResult);

/** Delivers the bodies to a destination that gives these answers, the last one for ever. */
async function deliver(bodies: readonly string[], answers: readonly Answer[], secondsLeft = 300) {
  const clock = virtualClock();
  const requests: string[][] = [];
  const seen = {
    delivered: [] as string[],
    rejected: [] as string[],
    returned: [] as string[],
    details: [] as string[],
  };
  let refreshes = 0;
  const destination: Destination = {
    send: async (batch) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(batch.events.map(({ id }) => id));
      if (answer instanceof Error) throw answer;
      return typeof answer === "function" ? answer(batch) : (answer ?? { rejected: [], retryable: [] });
    },
  };
  const outcomes: Outcomes<string> = {
    delivered: ({ owner }) => seen.delivered.push(owner),
    rejected: ({ owner }, reason, detail) => {
      seen.rejected.push(`${owner} ${reason}`);
      seen.details.push(detail);
    },
    returned: ({ owner }, { reason }) => seen.returned.push(`${owner} ${reason}`),
    answered: () => undefined,
    retried: () => undefined,
  };
  const route = {
    destination,
    framing: ndjson,
    compression: "none" as const,
    clock,
    deadlineMs: clock.now() + secondsLeft * 1000,
    signal: new AbortController().signal,
    refreshSecrets: () => {
      refreshes += 1;
    },
  };
  await deliverBatch(entriesOf(bodies), route, outcomes);
  return { requests, ...seen, slept: clock.slept, refreshes };
}

const unavailable = ForwarderError.retryable("destination_unavailable", "503", { status: 503 });
const ok: DeliveryResult = { rejected: [], retryable: [] };

describe("a batch", () => {
  it("is delivered by one request when the destination takes it", async () => {
    expect(await deliver(["a", "b"], [ok])).toMatchObject({
      requests: [["a", "b"]],
      delivered: ["a", "b"],
      slept: [],
    });
  });

  it("is tried again after jittered, growing waits while the destination is unavailable", async () => {
    const result = await deliver(["a"], [unavailable, unavailable, unavailable, ok]);
    expect(result).toMatchObject({ delivered: ["a"], returned: [] });
    expect(result.slept).toEqual([125, 250, 500]);
  });

  it("waits as long as Retry-After asks", async () => {
    const busy = ForwarderError.retryable("destination_unavailable", "429", {
      status: 429,
      retryAfterMs: 7_000,
    });
    expect((await deliver(["a"], [busy, ok])).slept).toEqual([7_000]);
  });

  it("goes back at once when the wait would pass the deadline", async () => {
    const busy = ForwarderError.retryable("destination_unavailable", "429", { retryAfterMs: 60_000 });
    expect(await deliver(["a", "b"], [busy], 30)).toMatchObject({
      slept: [],
      returned: ["a destination_unavailable", "b destination_unavailable"],
    });
  });

  it("goes back when the destination stays unavailable", async () => {
    const result = await deliver(["a"], [unavailable]);
    expect(result).toMatchObject({ delivered: [], returned: ["a destination_unavailable"] });
    expect(result.requests).toHaveLength(6);
  });

  it("is retried with only those events that were put off", async () => {
    const mixed: DeliveryResult = {
      rejected: [{ index: 1, detail: "bad mapping" }],
      retryable: [{ index: 2, detail: "busy" }],
    };
    expect(await deliver(["a", "b", "c"], [mixed, ok])).toMatchObject({
      requests: [["a", "b", "c"], ["c"]],
      delivered: ["a", "c"],
      rejected: ["b refused"],
      details: ["bad mapping"],
    });
  });

  it("is taken apart until the refused event stands alone, and everything else arrives", async () => {
    const bodies = Array.from({ length: 9 }, (_, index) => `e${index}`);
    const refusesE5 = ({ events }: EncodedBatch): DeliveryResult => {
      if (events.some(({ id }) => id === "e5"))
        throw ForwarderError.permanent("refused", "400", { status: 400, detail: "what is e5" });
      return ok;
    };
    const result = await deliver(bodies, [refusesE5]);
    expect(result.delivered.sort()).toEqual(bodies.filter((body) => body !== "e5"));
    expect(result.rejected).toEqual(["e5 refused"]);
    expect(result.details).toEqual(["400: what is e5"]);
    expect(result.requests.length).toBeLessThanOrEqual(9);
  });

  const refusing =
    (isBad: (id: string) => boolean) =>
    ({ events }: EncodedBatch) => {
      if (events.some(({ id }) => isBad(id)))
        throw ForwarderError.permanent("refused", "400", { status: 400 });
      return ok;
    };

  it("costs four requests for three events when every one is refused, and each is refused by itself", async () => {
    const bodies = Array.from({ length: 256 }, (_, index) => `e${index}`);
    const { requests, rejected, delivered } = await deliver(bodies, [refusing(() => true)]);

    expect(rejected).toHaveLength(256);
    expect(delivered).toEqual([]);
    expect(requests).toHaveLength(256 + 64 + 16 + 4 + 1);
    expect(requests.filter(({ length }) => length === 1)).toHaveLength(256);
  });

  it("does not try a part again that must hold the culprit because all others were taken", async () => {
    const bodies = Array.from({ length: 256 }, (_, index) => `e${index}`);
    const { requests, rejected, delivered } = await deliver(bodies, [refusing((id) => id === "e255")]);

    expect(rejected).toEqual(["e255 refused"]);
    expect(delivered).toHaveLength(255);
    expect(requests.map(({ length }) => length)).toEqual([256, 64, 64, 64, 16, 16, 16, 4, 4, 4, 1, 1, 1, 1]);
  });

  it("settles every event exactly once, whichever are refused, and rejects none that was not refused by itself", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (flags) => {
        const bodies = flags.map((isBad, index) => `${isBad ? "bad" : "good"}${index}`);
        const result = await deliver(bodies, [refusing((id) => id.startsWith("bad"))]);
        const bad = bodies.filter((id) => id.startsWith("bad"));

        expect(result.delivered.sort()).toEqual(bodies.filter((id) => id.startsWith("good")).sort());
        expect(result.rejected.sort()).toEqual(bad.map((id) => `${id} refused`).sort());
        const alone = new Set(result.requests.filter(({ length }) => length === 1).flat());
        expect(bad.filter((id) => !alone.has(id))).toEqual([]);
        expect(result.requests.length).toBeLessThanOrEqual(Math.ceil((bodies.length * 4) / 3) + 6);
      }),
    );
  });

  it("is halved when it is too large, and a single event that still is gets rejected as such", async () => {
    const tooLarge = ({ bytes }: EncodedBatch): DeliveryResult => {
      if (bytes > 6) throw ForwarderError.permanent("refused", "413", { status: 413 });
      return ok;
    };
    const result = await deliver(["aa", "bb", "cccccccc"], [tooLarge]);
    expect(result).toMatchObject({ delivered: ["aa", "bb"], rejected: ["cccccccc event_too_large"] });
  });

  it("reads the secrets once more after a refusal of credentials, then delivers", async () => {
    const denied = ForwarderError.config("destination_auth", "401", { status: 401 });
    expect(await deliver(["a"], [denied, ok])).toMatchObject({ delivered: ["a"], refreshes: 1 });
    expect(await deliver(["a"], [denied])).toMatchObject({ returned: ["a destination_auth"], refreshes: 1 });
  });

  it("goes back at once when a person must act", async () => {
    const wrong = ForwarderError.config("destination_config", "404", { status: 404 });
    expect(await deliver(["a"], [wrong])).toMatchObject({
      requests: [["a"]],
      returned: ["a destination_config"],
      slept: [],
    });
  });

  it("treats what nobody classified as something that may work later", async () => {
    const odd = (): DeliveryResult => {
      throw new TypeError("cannot read");
    };
    expect(await deliver(["a"], [odd, ok])).toMatchObject({ delivered: ["a"] });
  });
});
