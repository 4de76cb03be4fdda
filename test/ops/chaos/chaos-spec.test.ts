import { parseChaos } from "../../../ops/local/chaos/chaos-spec.ts";

test("shares are percents or fractions, and what is not named does not go wrong", () => {
  expect(parseChaos("kill=2%, destination=0.25,seed=seven")).toEqual({
    seed: "seven",
    kill: 0.02,
    s3: 0,
    slow: 0,
    destination: 0.25,
    ledger: 0,
    duplicate: 0,
    delay: 0,
    reorder: 0,
  });
});

test("`default` is a bad day, and single shares may differ from it", () => {
  expect(parseChaos("default,kill=0%")).toMatchObject({ kill: 0, destination: 0.05, s3: 0.01 });
});

test.each(["kil=1%", "kill", "kill=101%", "kill=-1", "kill=much", ""])(
  "%j is refused with what is accepted",
  (text) => {
    expect(() => parseChaos(text)).toThrow(/--chaos: .*expected/);
  },
);
