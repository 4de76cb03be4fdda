import { Chaos } from "../../../../ops/local/chaos/chaos.ts";
import { parseChaos } from "../../../../ops/local/chaos/spec.ts";

function answers(text: string, count: number) {
  const chaos = new Chaos(parseChaos(text));
  return Array.from({ length: count }, () => chaos.answer());
}

test("the same seed breaks the same requests in the same way, another seed others", () => {
  const first = answers("seed=a,destination=20%,slow=10%", 500);
  const again = answers("seed=a,destination=20%,slow=10%", 500);
  const other = answers("seed=b,destination=20%,slow=10%", 500);

  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("a fault strikes about as often as its rate says, in all its kinds", () => {
  const chaos = new Chaos(parseChaos("destination=20%"));

  for (let request = 0; request < 2_000; request += 1) chaos.answer();

  const counts = chaos.injected;
  expect(Object.keys(counts).sort()).toEqual([
    "destination.429",
    "destination.503",
    "destination.reset",
    "destination.resetAfter",
  ]);
  const struck = Object.values(counts).reduce((sum, count) => sum + count, 0);
  expect(struck).toBeGreaterThan(320);
  expect(struck).toBeLessThan(480);
});

test("nothing goes wrong without a rate, nor once it is calm", () => {
  const calm = new Chaos(parseChaos("destination=100%"));
  calm.calm();

  const calmAnswers = Array.from({ length: 50 }, () => calm.answer());
  const noRate = answers("seed=1,reorder", 50);

  expect([...calmAnswers, ...noRate].every((answer) => answer === undefined)).toBe(true);
  expect(calm.injected).toEqual({});
});

describe("a killed invocation", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("dies while it runs", () => {
    const kill = jest.fn();
    const chaos = new Chaos(parseChaos("kill=100%"));

    chaos.invocation(kill);
    jest.advanceTimersByTime(60_000);

    expect(kill).toHaveBeenCalledTimes(1);
    expect(chaos.injected).toEqual({ kill: 1 });
  });

  test("that ended first is left alone, and is not counted", () => {
    const kill = jest.fn();
    const chaos = new Chaos(parseChaos("kill=100%"));

    const ended = chaos.invocation(kill);
    ended();
    jest.advanceTimersByTime(60_000);

    expect(kill).not.toHaveBeenCalled();
    expect(chaos.injected).toEqual({});
  });

  test("is spared once it is calm", () => {
    const kill = jest.fn();
    const chaos = new Chaos(parseChaos("kill=100%"));

    chaos.invocation(kill);
    chaos.calm();
    jest.advanceTimersByTime(60_000);

    expect(kill).not.toHaveBeenCalled();
  });
});
