import { alarmsConfig } from "../../lambda/contract/alarms-config.ts";
import type { Rhythm } from "../../lambda/sources/rhythm.ts";
import type { RhythmStore } from "../../lambda/sources/rhythm-store.ts";
import { sightingOf } from "../../lambda/sources/sighting.ts";
import { SourceWatch } from "../../lambda/sources/source-watch.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);
const SIGNAL = new AbortController().signal;

const keyAt = (ms: number, account = "111122223333", region = "us-east-1", kind = "CloudTrail") => {
  const time = new Date(ms).toISOString();
  const minute = `${time.slice(0, 16).replace(/[-:]/g, "")}Z`;
  return `AWSLogs/${account}/${kind}/${region}/${time.slice(0, 10).replaceAll("-", "/")}/${account}_${kind}_${region}_${minute}_a.json.gz`;
};
const placeOf = (account: string, region: string) =>
  `s3://example-trail/AWSLogs/${account}/CloudTrail/${region}/`;

/** Days of log files, with a clock that only this moves. */
class Days {
  nowMs = START_MS;
  readonly items = new Map<string, Rhythm>();
  readonly calls = { find: 0, keep: 0, claim: 0, all: 0 };
  isDown = false;
  #checkedMs = Number.NEGATIVE_INFINITY;
  readonly #watches: readonly SourceWatch[];
  readonly #store: RhythmStore = {
    find: async (place) => {
      this.calls.find += 1;
      if (this.isDown) throw new Error("down");
      return this.items.get(place);
    },
    keep: async (rhythm) => {
      this.calls.keep += 1;
      this.items.set(rhythm.place, rhythm);
    },
    claimCheck: async (sinceMs, nowMs) => {
      this.calls.claim += 1;
      if (this.#checkedMs > sinceMs) return false;
      this.#checkedMs = nowMs;
      return true;
    },
    all: async () => {
      this.calls.all += 1;
      return [...this.items.values()];
    },
  };

  constructor(quietSources: object = {}, processes = 1) {
    const { enabled: _enabled, ...config } = alarmsConfig.parse({ quietSources }).quietSources;
    this.#watches = Array.from(
      { length: processes },
      () => new SourceWatch({ store: this.#store, config, now: () => this.nowMs }),
    );
  }

  /** Lets hours pass in which these sources write every so many hours. Gives what the last check found. */
  async pass(
    hours: number,
    writers: readonly { account?: string; region?: string; everyHours?: number; lateHours?: number }[],
  ): Promise<string[] | undefined> {
    let found: string[] | undefined;
    for (let step = 0; step < hours; step += 1) {
      this.nowMs += HOUR_MS;
      const hour = (this.nowMs - START_MS) / HOUR_MS;
      const watch = this.#watches[step % this.#watches.length];
      for (const { account, region, everyHours = 1, lateHours = 0 } of writers)
        if (hour % everyHours === 0)
          watch?.saw({
            bucket: "example-trail",
            key: keyAt(this.nowMs - lateHours * HOUR_MS, account, region),
          });
      const quiet = await watch?.note(SIGNAL).catch(() => undefined);
      if (quiet) found = quiet.map(({ source }) => source);
    }
    return found;
  }
}

const A = { account: "111122223333" };
const B = { account: "444455556666", region: "eu-central-1" };
const PLACE_B = placeOf("444455556666", "eu-central-1");

describe("a source that wrote regularly", () => {
  it("is quiet when it has written nothing for the configured hours while others did", async () => {
    const days = new Days();
    expect(await days.pass(48, [A, B])).toEqual([]);
    expect(await days.pass(24, [A])).toEqual([]);
    expect(await days.pass(4, [A])).toEqual([PLACE_B]);
  });

  it("is not quiet any more when it writes again", async () => {
    const days = new Days();
    await days.pass(48, [A, B]);
    expect(await days.pass(30, [A])).toEqual([PLACE_B]);
    expect(await days.pass(2, [A, B])).toEqual([]);
  });

  it("is forgotten after the configured days: an account that was closed holds no alarm for ever", async () => {
    const days = new Days({ forgetAfterDays: 3 });
    await days.pass(48, [A, B]);
    expect(await days.pass(60, [A])).toEqual([PLACE_B]);
    expect(await days.pass(20, [A])).toEqual([]);
  });

  it("is missed as early as before, a week after an outage of days", async () => {
    const days = new Days();
    await days.pass(48, [A, B]);
    await days.pass(5 * 24, [A]);
    await days.pass(7 * 24, [A, B]);
    expect(await days.pass(29, [A])).toEqual([PLACE_B]);
  });

  it("may fall silent when the configuration says so", async () => {
    for (const ignore of [["444455556666"], ["*/eu-central-1"], ["444455556666/eu-central-1"]]) {
      const days = new Days({ ignore });
      await days.pass(48, [A, B]);
      expect(await days.pass(48, [A])).toEqual([]);
    }
  });
});

describe("no alarm is raised for", () => {
  it("a source that writes once in two days, as long as it does", async () => {
    const days = new Days();
    for (let week = 0; week < 4; week += 1)
      expect(await days.pass(7 * 24, [A, { ...B, everyHours: 48 }])).toEqual([]);
    expect(await days.pass(110, [A])).toEqual([PLACE_B]);
  });

  it("a region that was used once", async () => {
    const days = new Days();
    await days.pass(3, [A, B]);
    expect(await days.pass(72, [A])).toEqual([]);
  });

  it("anybody when nothing arrives, or everything waited in a backlog", async () => {
    const days = new Days();
    await days.pass(48, [A, B]);
    days.nowMs += 72 * HOUR_MS;
    expect(
      await days.pass(
        24,
        [A, B].map((source) => ({ ...source, lateHours: 72 })),
      ),
    ).toEqual([]);
  });

  it("log files of long ago that a backfill reads again", async () => {
    const days = new Days();
    await days.pass(48, [A, { ...B, lateHours: 60 * 24 }]);
    expect([...days.items.keys()]).toEqual([placeOf("111122223333", "us-east-1")]);
  });
});

describe("a source that is expected", () => {
  it("is quiet also when it never wrote, once there was time to", async () => {
    const days = new Days({ expected: ["444455556666/eu-central-1", "111122223333"] });
    expect(await days.pass(20, [A])).toEqual([]);
    expect(await days.pass(10, [A])).toEqual(["444455556666/eu-central-1"]);
    expect(await days.pass(2, [A, B])).toEqual([]);
  });

  it("is never forgotten", async () => {
    const days = new Days({ expected: ["444455556666"], forgetAfterDays: 2 });
    await days.pass(48, [A, B]);
    expect(await days.pass(10 * 24, [A])).toEqual(["444455556666"]);
  });
});

describe("the store", () => {
  it("is asked a few times a day for each source, however many files it writes", async () => {
    const days = new Days({}, 1);
    await days.pass(24 * 5, [A, B]);
    // Every three hours at most, and once an hour for the check.
    expect(days.calls.keep).toBeLessThanOrEqual(2 * (5 * 8 + 1));
    expect(days.calls.find).toBe(days.calls.keep);
    expect(days.calls.all).toBeLessThanOrEqual(24 * 5);
  });

  it("is written once, and checked once an hour, whichever of several processes gets there first", async () => {
    const days = new Days({}, 4);
    await days.pass(24 * 5, [A]);
    expect(days.calls.keep).toBeLessThanOrEqual(5 * 8 + 1);
    expect(days.calls.all).toBeLessThanOrEqual(24 * 5);
  });

  it("that is down makes nobody forget what was seen", async () => {
    const days = new Days();
    days.isDown = true;
    await days.pass(1, [A]);
    expect(days.items.size).toBe(0);
    days.isDown = false;
    await days.pass(1, []);
    expect(days.items.size).toBe(1);
  });
});

describe("what an object says about its source", () => {
  it("is its place and the time in its name, whatever organization and prefix it is under", () => {
    const key = `audit/AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-1/2026/01/01/111122223333_CloudTrail_us-east-1_20260101T0305Z_a.json.gz`;
    expect(sightingOf({ bucket: "example-trail", key }, Date.UTC(2027, 0))).toEqual({
      place: "s3://example-trail/audit/AWSLogs/o-exampleorgid/111122223333/CloudTrail/us-east-1/",
      account: "111122223333",
      region: "us-east-1",
      seenMs: Date.UTC(2026, 0, 1, 3, 5),
    });
  });

  it("is nothing for kinds that are written only now and then, and for keys of another layout", () => {
    for (const key of [keyAt(START_MS, "111122223333", "us-east-1", "CloudTrail-Insight"), "logs/a.json.gz"])
      expect(sightingOf({ bucket: "example-trail", key, createdMs: START_MS }, START_MS)).toBeUndefined();
  });

  it("is never later than now, whatever the name claims", () => {
    const { seenMs } = sightingOf({ bucket: "b", key: keyAt(Date.UTC(2099, 0)) }, START_MS) ?? {};
    expect(seenMs).toBe(START_MS);
  });
});
