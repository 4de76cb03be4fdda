import fc from "fast-check";
import { backoffSeconds, rideThroughSeconds, settingsToRide } from "../../lambda/contract/backoff.ts";
import { queueConfig } from "../../lambda/contract/queue-config.ts";
import { Breaker } from "../../lambda/deliver/breaker.ts";
import { ForwarderError } from "../../lambda/errors.ts";
import { postponeSeconds } from "../../lambda/queue/back-off.ts";
import { invoke, logKey, s3Body, sqsMessage } from "../support/invocation.ts";
import { virtualQueue, virtualTime } from "../support/virtual-queue.ts";

const KEY = logKey("AAAAAAAAAAAAAAAA");
const OBJECTS = { [KEY]: '{"Records":[{"eventID":"a"}]}' };

/** Feeds one message to invocations until it is delivered or dead, through an outage of this length. */
async function outage(hours: number, settings: { maxReceives: number; retentionDays: number }) {
  const time = virtualTime();
  const { queue, deadLetters } = virtualQueue(time, settings);
  const breaker = new Breaker();
  const startedMs = time.now();
  const endsMs = startedMs + hours * 3_600_000;
  queue.send({ body: s3Body(KEY) });
  let requests = 0;
  const delivered: string[] = [];
  while (delivered.length === 0) {
    const [received] = await queue.receive({ maxMessages: 1, waitSeconds: 0 });
    if (!received) {
      if (!deadLetters.isEmpty || !time.next()) break;
      continue;
    }
    const { message, receiptHandle } = received;
    const result = await invoke({
      objects: OBJECTS,
      messages: [sqsMessage(message.body, { messageId: message.id, receives: message.receiveCount })],
      breaker,
      send: async () => {
        requests += 1;
        if (time.now() < endsMs) throw ForwarderError.retryable("destination_unavailable", "503");
        return { rejected: [], retryable: [] };
      },
    });
    delivered.push(...result.delivered);
    // 0: the shortest waits there can be.
    for (const { failure, receives } of result.failures)
      queue.changeVisibility(receiptHandle, postponeSeconds(failure.reason, receives, 0));
    if (result.failures.length === 0) queue.delete(receiptHandle);
  }
  const afterHours = (time.now() - startedMs) / 3_600_000;
  return { delivered: delivered.length, dead: deadLetters.counts().visible, requests, afterHours };
}

describe("an outage of the destination", () => {
  const defaults = queueConfig.parse({});

  it("that is shorter than the ride-through time puts nothing into the dead-letter queue", async () => {
    const hours = rideThroughSeconds(defaults) / 3600;
    expect(hours).toBeCloseTo(27, 1);
    const result = await outage(hours - 0.01, defaults);
    expect(result).toMatchObject({ delivered: 1, dead: 0 });
    // Found again at most half an hour after the end.
    expect(result.afterHours).toBeLessThan(hours + 0.51);
  });

  it("that is longer ends in the dead-letter queue, and not a receive earlier", async () => {
    const hours = rideThroughSeconds(defaults) / 3600;
    const result = await outage(hours + 1, defaults);
    expect(result).toMatchObject({ delivered: 0, dead: 1 });
    expect(result.afterHours).toBeCloseTo(hours + 0.5, 2);
  });

  it("of any length is ridden through by the settings that are advised for it, and by no fewer receives", () => {
    for (let hours = 1; hours <= 311; hours += 1) {
      const { maxReceives, retentionDays } = settingsToRide(hours * 3600);
      const ridden = (receives: number, days: number) =>
        rideThroughSeconds({ maxReceives: receives, retentionDays: days }) >= hours * 3600;
      expect({ hours, is: ridden(maxReceives, retentionDays) }).toEqual({ hours, is: true });
      expect({ hours, is: ridden(maxReceives - 1, retentionDays) }).toEqual({ hours, is: false });
      expect({ hours, is: ridden(maxReceives, retentionDays - 1) }).toEqual({ hours, is: false });
      expect(retentionDays).toBeLessThan(14);
    }
  });

  it("costs one request a try after the first, because the breaker only lets a probe through", async () => {
    const { requests } = await outage(10, defaults);
    const waits = Array.from({ length: 60 }, (_, index) => backoffSeconds(index + 1));
    let tries = 0;
    for (let seconds = 0; seconds < 36_000; tries += 1) seconds += waits[tries] ?? 0;
    // Six tries in the first invocation, one in each later one, the last of which succeeds.
    expect(requests).toBe(6 + tries);
  });

  it("is ridden through with any settings for as long as is printed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 200 }),
        fc.integer({ min: 1, max: 3 }),
        async (maxReceives, retentionDays) => {
          const hours = rideThroughSeconds({ maxReceives, retentionDays }) / 3600;
          const result = await outage(hours - 0.01, { maxReceives, retentionDays });
          expect(result).toMatchObject({ delivered: 1, dead: 0 });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("while the destination is thought to be down", () => {
  const keys = Array.from({ length: 8 }, (_, index) => logKey(`K${index}`));
  const scene = {
    objects: Object.fromEntries(keys.map((key) => [key, `{"Records":[{"eventID":"${key}"}]}`])),
    messages: keys.map((key, index) => sqsMessage(s3Body(key), { messageId: `m${index}` })),
  };

  it("one object is read and one request sent, and when that fails the rest goes back unread", async () => {
    const breaker = new Breaker();
    breaker.open();
    const send = jest.fn(async () => {
      throw ForwarderError.retryable("destination_unavailable", "503");
    });
    const result = await invoke({ ...scene, breaker, send });
    expect(result.returned).toHaveLength(8);
    expect(result.reads).toHaveLength(1);
    expect(send).toHaveBeenCalledTimes(1);
    expect(breaker.isOpen).toBe(true);
  });

  it("everything goes on as usual after the first request that is taken", async () => {
    const breaker = new Breaker();
    breaker.open();
    const result = await invoke({ ...scene, breaker });
    expect(result.returned).toEqual([]);
    expect(result.delivered).toHaveLength(8);
    expect(breaker.isOpen).toBe(false);
  });

  it("objects without events do not count as a probe", async () => {
    const breaker = new Breaker();
    breaker.open();
    const digest = logKey("D", "CloudTrail-Digest");
    const empty = logKey("E");
    const objects = { ...scene.objects, [empty]: '{"Records":[]}' };
    const messages = [sqsMessage(s3Body(digest, empty), { messageId: "none" }), ...scene.messages];
    const result = await invoke({ objects, messages, breaker });
    expect(result.returned).toEqual([]);
    expect(breaker.isOpen).toBe(false);
  });
});

describe("the wait before a message comes again", () => {
  it("doubles from half a minute to half an hour and is never shorter than without chance", () => {
    const waits = [1, 2, 3, 6, 7, 60].map((receives) =>
      postponeSeconds("destination_unavailable", receives, 0),
    );
    expect(waits).toEqual([30, 60, 120, 960, 1_800, 1_800]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (receives, random) => {
          const seconds = postponeSeconds("access_denied", receives, random);
          expect(seconds).toBeGreaterThanOrEqual(backoffSeconds(receives));
          // SQS: at most 12 hours from the receive.
          expect(seconds).toBeLessThanOrEqual(43_200);
          expect(Number.isInteger(seconds)).toBe(true);
        },
      ),
    );
  });

  it("is seconds when only the time did not suffice, unless that happens again and again", () => {
    expect(postponeSeconds("deadline", 1, 0.99)).toBeLessThan(5);
    expect(postponeSeconds("deadline", 4, 0)).toBe(240);
  });
});
