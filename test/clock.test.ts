import { getEventListeners } from "node:events";
import { systemClock } from "../lambda/clock.ts";

describe("sleeping", () => {
  it("leaves nothing behind on the signal of the invocation", async () => {
    const { signal } = new AbortController();
    for (let count = 0; count < 3; count += 1) await systemClock.sleep(1, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("ends when the invocation does, and does not begin after it", async () => {
    const deadline = new AbortController();
    const slept = systemClock.sleep(2 ** 30, deadline.signal);
    deadline.abort();
    await slept;
    await systemClock.sleep(2 ** 30, deadline.signal);
    expect(getEventListeners(deadline.signal, "abort")).toEqual([]);
  });
});
