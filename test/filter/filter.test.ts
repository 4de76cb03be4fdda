import fc from "fast-check";
import { filterConfig } from "../../lambda/contract/filter-config.ts";
import { compileFilter, filterOf, filterRecords } from "../../lambda/filter/filter.ts";
import type { CloudTrailRecord, RawRecord } from "../../lambda/types.ts";
import { shippedFiles } from "../../ops/samples/plan.ts";

const NOISE = {
  rules: [
    { name: "security-reads", action: "keep", when: { userIdentity: { type: ["Root"] } } },
    { name: "kms-noise", action: "drop", when: { eventSource: ["kms.amazonaws.com"], readOnly: [true] } },
    { name: "everything-cloudtrail", action: "drop", when: { eventSource: ["cloudtrail.amazonaws.com"] } },
  ],
};

const filter = (config: unknown) => compileFilter(filterConfig.parse(config));
const decrypt = { eventSource: "kms.amazonaws.com", eventName: "Decrypt", readOnly: true };
const raw = (values: readonly CloudTrailRecord[]): RawRecord[] =>
  values.map((value, ordinal) => ({ ordinal, value, bytes: Buffer.from(JSON.stringify(value)) }));

describe("rules", () => {
  test("the first rule that matches decides", () => {
    expect(filter(NOISE)(decrypt)).toEqual({ keep: false, rule: "kms-noise" });
    expect(filter(NOISE)({ ...decrypt, userIdentity: { type: "Root" } })).toEqual({ keep: true });
  });

  test("what no rule matches is kept, unless said otherwise", () => {
    expect(filter(NOISE)({ eventName: "RunInstances" })).toEqual({ keep: true });
    expect(filter({ ...NOISE, otherwise: "drop" })({ eventName: "RunInstances" })).toEqual({
      keep: false,
      rule: "otherwise",
    });
  });

  test("no configuration drops nothing", () => {
    expect(filter({})(decrypt)).toEqual({ keep: true });
  });

  test("a dry run keeps everything and says which rule would have dropped it", () => {
    expect(filter({ ...NOISE, dryRun: true })(decrypt)).toEqual({
      keep: true,
      held: { reason: "dry_run", rule: "kms-noise" },
    });
  });

  test("a rule that throws keeps the record and is named", () => {
    const broken = () => {
      throw new Error("boom");
    };
    const drop = { name: "later", action: "drop" as const, matches: () => true };
    const options = { otherwise: "drop" as const, dryRun: false };
    expect(filterOf([{ name: "broken", action: "drop", matches: broken }, drop], [], options)({})).toEqual({
      keep: true,
      held: { reason: "filter_error", rule: "broken" },
    });
    expect(filterOf([drop], [{ name: "broken-guard", matches: broken }], options)({})).toEqual({
      keep: true,
      held: { reason: "filter_error", rule: "broken-guard" },
    });
  });
});

describe("the guard", () => {
  const dropAll = { otherwise: "drop" };

  test.each<[string, CloudTrailRecord, string]>([
    ["a root sign-in", { userIdentity: { type: "Root" }, eventName: "ConsoleLogin" }, "root-sign-in"],
    ...["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"].map(
      (eventName): [string, CloudTrailRecord, string] => [
        eventName,
        { eventSource: "cloudtrail.amazonaws.com", eventName },
        "trail-changed",
      ],
    ),
    [
      "DeleteFlowLogs",
      { eventSource: "ec2.amazonaws.com", eventName: "DeleteFlowLogs" },
      "flow-logs-deleted",
    ],
    ["DisableKey", { eventSource: "kms.amazonaws.com", eventName: "DisableKey" }, "key-disabled"],
  ])("%s is kept whatever the rules say", (_what, record, rule) => {
    expect(filter(dropAll)(record)).toEqual({ keep: true, held: { reason: "guard", rule } });
    expect(filter(NOISE)(record).keep).toBe(true);
  });

  test("an ordinary record is not guarded", () => {
    expect(filter(dropAll)({ eventSource: "kms.amazonaws.com", eventName: "Decrypt" }).keep).toBe(false);
  });

  test("can be replaced and removed", () => {
    const stop = { eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging" };
    expect(filter({ ...dropAll, guard: {} })(stop)).toEqual({ keep: false, rule: "otherwise" });
    const own = filter({ ...dropAll, guard: { "own-list": { eventName: ["Decrypt"] } } });
    expect(own(stop).keep).toBe(false);
    expect(own(decrypt)).toEqual({ keep: true, held: { reason: "guard", rule: "own-list" } });
  });
});

describe("counting", () => {
  test("every record is kept in order or counted under the rule that dropped it", () => {
    const records = raw([
      decrypt,
      { eventName: "RunInstances" },
      decrypt,
      { eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging" },
      { eventSource: "cloudtrail.amazonaws.com", eventName: "DescribeTrails" },
    ]);
    expect(filterRecords(filter(NOISE), records)).toEqual({
      kept: [records[1], records[3]],
      dropped: new Map([
        ["kms-noise", 2],
        ["everything-cloudtrail", 1],
      ]),
      held: new Map([["guard:trail-changed", 1]]),
    });
  });

  test("kept and dropped add up to what came in", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.boolean(), (values, dryRun) => {
        const compiled = filter({
          rules: [{ name: "constructor", action: "drop", when: { a: [{ exists: true }] } }],
          dryRun,
        });
        const { kept, dropped } = filterRecords(compiled, raw(values));
        const droppedCount = [...dropped.values()].reduce((sum, count) => sum + count, 0);
        expect(kept.length + droppedCount).toBe(values.length);
        const asked = values.filter((value) => Object.hasOwn(value, "a")).length;
        expect(droppedCount).toBe(dryRun ? 0 : asked);
      }),
    );
  });

  test("the shipped samples lose exactly their KMS reads, and no guarded event", () => {
    const records = shippedFiles()
      .filter(({ key }) => key.includes("/CloudTrail/"))
      .flatMap((file) => (JSON.parse([...file.text()].join("")) as { Records: CloudTrailRecord[] }).Records);
    const { kept, dropped } = filterRecords(filter(NOISE), raw(records));
    const isKmsRead = (record: CloudTrailRecord) =>
      record.eventSource === "kms.amazonaws.com" && record.readOnly === true;
    expect([...dropped]).toEqual([["kms-noise", records.filter(isKmsRead).length]]);
    expect(dropped.get("kms-noise")).toBeGreaterThan(50);
    expect(kept.some(({ value }) => value.eventSource === "cloudtrail.amazonaws.com")).toBe(true);
  });
});

describe("configuration", () => {
  test.each([
    [
      "a pattern's mistake, at its place",
      { rules: [{ name: "a", action: "drop", when: { x: "y" } }] },
      ["rules", 0, "when", "x"],
    ],
    ["a guard's mistake", { guard: { g: { x: [] } } }, ["guard", "g", "x"]],
    ["two rules of one name", { rules: [NOISE.rules[0], NOISE.rules[0]] }, ["rules", 1, "name"]],
    [
      "the name that is counted for no rule",
      { rules: [{ ...NOISE.rules[0], name: "otherwise" }] },
      ["rules", 0, "name"],
    ],
    ["an unknown action", { rules: [{ ...NOISE.rules[0], action: "delete" }] }, ["rules", 0, "action"]],
  ])("%s is refused", (_what, config, path) => {
    const parsed = filterConfig.safeParse(config);
    expect(parsed.error?.issues[0]?.path).toEqual(path);
  });

  test("an unknown option is refused", () => {
    expect(filterConfig.safeParse({ rule: [] }).success).toBe(false);
  });
});
