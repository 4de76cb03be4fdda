import { ConfigurationError } from "../../lib/config-problems.ts";
import { type Context, coerce, readSettings } from "../../lib/context.ts";

const DESTINATION = {
  "forwarder.destinations.main.type": "https",
  "forwarder.destinations.main.url": "https://siem.example.com/ingest",
};

function problemsOf(context: Context): readonly string[] {
  try {
    readSettings(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe("reading the configuration from context", () => {
  it("takes a whole destination from dotted overrides", () => {
    const { config, isPlaceholder } = readSettings(DESTINATION);

    expect(isPlaceholder).toBe(false);
    expect(config.destinations.main).toMatchObject({ type: "https", url: "https://siem.example.com/ingest" });
  });

  it("lets a dotted override win over the context object", () => {
    const { config } = readSettings({
      ...DESTINATION,
      forwarder: { function: { memoryMb: 512, batchSize: 5 } },
      "forwarder.function.memoryMb": "1024",
    });

    expect(config.function).toMatchObject({ memoryMb: 1024, batchSize: 5 });
  });

  it("reads the context object from JSON text, as the command line gives it", () => {
    const { config } = readSettings({ ...DESTINATION, forwarder: '{"function":{"memoryMb":512}}' });

    expect(config.function.memoryMb).toBe(512);
  });

  it("keeps digits as text where the schema wants text", () => {
    const { config } = readSettings({ ...DESTINATION, "forwarder.source.prefix": "2026" });

    expect(config.source.prefix).toBe("2026");
  });

  it("turns numbers, booleans and JSON into values and leaves other text alone", () => {
    const texts = ["12", "-1.5", "true", "false", '["a"]', '{"a":1}', "007", "[not json", "abc", ""];

    expect(texts.map(coerce)).toEqual([
      12,
      -1.5,
      true,
      false,
      ["a"],
      { a: 1 },
      "007",
      "[not json",
      "abc",
      "",
    ]);
  });

  it("stands in a placeholder when no destination is configured", () => {
    const { config, isPlaceholder } = readSettings({});

    expect(isPlaceholder).toBe(true);
    expect(config.destinations.main).toMatchObject({ url: "https://siem.example.com/ingest" });
  });

  it("does not change the context it reads", () => {
    const forwarder = { function: { memoryMb: 512 } };

    readSettings({ ...DESTINATION, forwarder, "forwarder.function.memoryMb": "1024" });

    expect(forwarder).toEqual({ function: { memoryMb: 512 } });
  });
});

describe("what is wrong with a configuration", () => {
  it("names the nearest accepted key for an unknown one", () => {
    const problems = problemsOf({ ...DESTINATION, "forwarder.queue.retentionDay": "7" });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^forwarder\.queue\.retentionDay: expected one of the keys .*retentionDays.*, got an unknown key; the nearest is "retentionDays"; see docs\/configuration\.md$/,
    );
  });

  it("names the nearest top-level key", () => {
    const problems = problemsOf({ ...DESTINATION, "forwarder.destination.type": "https" });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^forwarder\.destination: .*the nearest is "destinations"/);
  });

  it("names a key of the destination's own type", () => {
    const problems = problemsOf({ ...DESTINATION, "forwarder.destinations.main.framming": "ndjson" });

    expect(problems[0]).toMatch(/^forwarder\.destinations\.main\.framming: .*the nearest is "framing"/);
  });

  it("says which range a number must be in and what was given", () => {
    const problems = problemsOf({
      ...DESTINATION,
      "forwarder.function.batchSize": "20000",
      "forwarder.function.memoryMb": "lots",
    });

    expect(problems).toEqual([
      'forwarder.function.memoryMb: expected a whole number from 128 to 10240, got "lots"; see docs/configuration.md',
      "forwarder.function.batchSize: expected a whole number from 1 to 10000, got 20000; see docs/configuration.md",
    ]);
  });

  it("says which words are accepted", () => {
    const problems = problemsOf({ ...DESTINATION, "forwarder.function.logLevel": "LOUD" });

    expect(problems).toEqual([
      'forwarder.function.logLevel: expected one of "DEBUG", "INFO", "WARN", "ERROR", got "LOUD"; see docs/configuration.md',
    ]);
  });

  it("says which destination types exist", () => {
    const problems = problemsOf({ "forwarder.destinations.main.type": "carrier-pigeon" });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^forwarder\.destinations\.main\.type: expected .*"https".*, got "carrier-pigeon"/,
    );
  });

  it("says what is missing", () => {
    const problems = problemsOf({ "forwarder.destinations.main.type": "https" });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^forwarder\.destinations\.main\.url: expected .*, got nothing/);
  });

  it("never prints what stands where a secret's ARN belongs", () => {
    const problems = problemsOf({
      ...DESTINATION,
      "forwarder.destinations.main.auth.type": "bearer",
      "forwarder.destinations.main.auth.secretArn": "hunter2-hunter2",
    });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^forwarder\.destinations\.main\.auth\.secretArn: expected the ARN/);
    expect(problems.join()).not.toContain("hunter2");
  });

  it("never prints credentials that were put into a URL", () => {
    const problems = problemsOf({
      ...DESTINATION,
      "forwarder.destinations.main.url": "https://me:hunter2@siem.example.com/",
    });

    expect(problems.join()).toMatch(/credentials do not belong in a URL/);
    expect(problems.join()).not.toContain("hunter2");
  });

  it("reports every problem at once", () => {
    const problems = problemsOf({
      "forwarder.destinations.main.type": "https",
      "forwarder.destinations.main.url": "ftp://siem.example.com",
      "forwarder.format": "cef-ish",
      "forwarder.queue.maxReceives": "1",
    });

    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "forwarder.destinations.main.url",
      expect.stringMatching(/^forwarder\.format/),
      "forwarder.queue.maxReceives",
    ]);
  });

  it("notices a context key that only looks like ours", () => {
    expect(problemsOf({ ...DESTINATION, "forwader.function.memoryMb": "512" })).toEqual([
      'forwader.function.memoryMb: expected a context key that starts with "forwarder", got "forwader.function.memoryMb"; see docs/configuration.md',
    ]);
    expect(problemsOf({ ...DESTINATION, "@aws-cdk/core:checkSecretUsage": true })).toEqual([]);
  });

  it.each(["forwarder.__proto__.x", "forwarder.a..b", "forwarder."])("refuses the key %s", (key) => {
    expect(problemsOf({ ...DESTINATION, [key]: "1" })).toHaveLength(1);
    expect(Object.prototype).not.toHaveProperty("x");
  });

  it("refuses a value and a key below it", () => {
    const problems = problemsOf({
      ...DESTINATION,
      "forwarder.format": "raw",
      "forwarder.format.type": "raw",
    });

    expect(problems[0]).toMatch(/^forwarder\.format: expected an object/);
  });
});

describe("settings that cannot work together", () => {
  it.each([
    [
      { queue: { visibilityTimeoutSeconds: 900 } },
      "forwarder.queue.visibilityTimeoutSeconds: expected at least 1800 (6 × function.timeoutSeconds 300 + function.batchWindowSeconds 0), got 900; see docs/configuration.md",
    ],
    [
      { queue: { visibilityTimeoutSeconds: 1800 }, function: { batchWindowSeconds: 10 } },
      "forwarder.queue.visibilityTimeoutSeconds: expected at least 1810 (6 × function.timeoutSeconds 300 + function.batchWindowSeconds 10), got 1800; see docs/configuration.md",
    ],
    [
      { queue: { retentionDays: 10, dlqRetentionDays: 4 } },
      "forwarder.queue.dlqRetentionDays: expected more than queue.retentionDays 10, because a message takes its age along, got 4; see docs/configuration.md",
    ],
    [
      { source: { retentionDays: 22 }, queue: { retentionDays: 13 } },
      "forwarder.source.retentionDays: expected at least 28 (queue.retentionDays 13 + queue.dlqRetentionDays 14 + 1), so that no message outlives its log file, got 22; see docs/configuration.md",
    ],
    [
      { function: { batchSize: 11 } },
      "forwarder.function.batchWindowSeconds: expected at least 1 when function.batchSize is above 10 (it is 11), got 0; see docs/configuration.md",
    ],
    [
      { queue: { maxReceives: 60, quarantineAfterReceives: 60 } },
      "forwarder.queue.quarantineAfterReceives: expected less than queue.maxReceives 60, got 60; see docs/configuration.md",
    ],
    [
      { queue: { maxReceives: 50 } },
      "forwarder.queue.rideThroughHours: expected at most 22, which is how long queue.maxReceives 50 and queue.retentionDays 7 let a destination be down (24 hours need queue.maxReceives 54), got 24; see docs/configuration.md",
    ],
    [
      { queue: { rideThroughHours: 200 } },
      "forwarder.queue.rideThroughHours: expected at most 27, which is how long queue.maxReceives 60 and queue.retentionDays 7 let a destination be down (200 hours need queue.maxReceives 406 and queue.retentionDays 9), got 200; see docs/configuration.md",
    ],
    [
      { queue: { rideThroughHours: 336 } },
      "forwarder.queue.rideThroughHours: expected a whole number from 1 to 311, got 336; see docs/configuration.md",
    ],
    [
      { alarms: { quietSources: { afterHours: 48, forgetAfterDays: 2 } } },
      "forwarder.alarms.quietSources.forgetAfterDays: expected more days than alarms.quietSources.afterHours 48, or nobody would ever be missed, got 2; see docs/configuration.md",
    ],
    [
      { alarms: { quietSources: { expected: ["111122223333"] } }, ledger: { enabled: false } },
      "forwarder.alarms.quietSources.expected: expected alarms.quietSources.enabled and ledger.enabled, where it is remembered who wrote, got ledger.enabled false; see docs/configuration.md",
    ],
    [
      { alarms: { quietSources: { ignore: ["1234"] } } },
      'forwarder.alarms.quietSources.ignore.0: expected an account, or account/region, such as "111122223333/eu-central-1" or "*/eu-central-1", got "1234"; see docs/configuration.md',
    ],
    [
      { stackName: "a".repeat(29) },
      "forwarder.stackName: expected at most 28 characters, so that <stackName>-logs-<account>-<region> is a bucket name, or a source.bucketName, got 29 characters; see docs/configuration.md",
    ],
  ])("%j", (forwarder, sentence) => {
    expect(problemsOf({ ...DESTINATION, forwarder })).toEqual([sentence]);
  });

  it("accepts a visibility timeout of exactly the least value", () => {
    const context = { ...DESTINATION, forwarder: { queue: { visibilityTimeoutSeconds: 1800 } } };

    expect(problemsOf(context)).toEqual([]);
  });

  it("keeps the names of two pipelines apart", () => {
    const destination = { type: "https", url: "https://siem.example.com/ingest" };
    const forwarder = { destinations: { "a-1": destination, a1: destination } };

    expect(problemsOf({ forwarder })).toEqual([
      'forwarder.destinations.a1: expected a name that differs from "a-1" in more than its dashes, got "a1"; see docs/configuration.md',
    ]);
  });
});
