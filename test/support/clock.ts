import type { Clock } from "../../lambda/clock.ts";

/** A clock that only moves when somebody sleeps. */
export function virtualClock(
  startMs = Date.UTC(2026, 0, 2),
): Clock & { readonly slept: number[]; advance(ms: number): void } {
  let now = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}
