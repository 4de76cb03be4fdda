import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { corpora, rawRecord, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { leavesOf } from "../../support/cloudtrail/leaves.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { fixture, normalized, SOURCE } from "../fixtures.ts";

const GUIDE = path.join(__dirname, "..", "..", "..", "..", "shared", "seeds", "002_96196154b9ae634d.txt");
const guideTest = existsSync(GUIDE) ? test : test.skip;

/** The guide shows real accounts, keys and addresses; the fixtures hold documentation ones in their places. */
const IN_FIXTURES: readonly (readonly [inGuide: RegExp, inFixture: string])[] = [
  [/\b\d{12}\b/g, "111122223333"],
  [/(?<=sourceIPAddress\]=)[\d.]+/g, "203.0.113.7"],
  [/(?<=items\/0\/value\]=)[\d.]+/g, "192.0.2.33"],
  [/\bAIDA\w{17}\b/g, "AIDAEXAMPLEAAAAAAAAA"],
  [/\bAKIA\w{16}\b/g, "AKIAEXAMPLEAAAAAAAAA"],
];

/** The sample lines of the guide: the first is wrapped there, and the second follows it without a break. */
function guideLines(): string[] {
  const [, first = "", second = ""] =
    /^(\w{3} \w{3} \d\d [\d:]+ \d{4} FortiSIEM-CloudTrail .+\r?\n\[.+) (\w{3} \w{3} \d\d [\d:]+ \d{4} FortiSIEM-CloudTrail .+)$/m.exec(
      readFileSync(GUIDE, "utf8"),
    ) ?? [];
  return [first.replace(/\r?\n/, " "), second.trimEnd()].map((line) =>
    IN_FIXTURES.reduce((changed, [inGuide, inFixture]) => changed.replace(inGuide, inFixture), line),
  );
}

guideTest(
  `the two lines of the vendor's guide come out character for character${existsSync(GUIDE) ? "" : " (needs ../shared/seeds)"}`,
  () => {
    const lineOf = (name: string, received: string) =>
      normalized({ type: "fortisiem", legacyEventSource: true }, fixture(name), {
        ...SOURCE,
        receivedMs: Date.parse(received),
      });

    const lines = [
      lineOf("fortisiem-console-login", "2014-10-10T14:44:23Z"),
      lineOf("fortisiem-describe-instances", "2014-10-10T14:19:45Z"),
    ];

    expect(lines).toEqual(guideLines());
  },
);

/** Reads a line back: path steps joined by a character no step holds, and the value as text. */
function parseLine(line: string): Map<string, string> {
  const start = line.indexOf(" [");
  const pairs = new Map<string, string>();
  for (const pair of start < 0 ? [] : line.slice(start + 2).split(" [")) {
    const end = /(?<!\\)(?:\\\\)*\]=/.exec(pair);
    const at = end ? end.index + end[0].length : 0;
    pairs.set(pair.slice(0, at - 2), unescaped(pair.slice(at)));
  }
  return pairs;
}

const ESCAPES: Record<string, string> = { n: "\n", r: "\r" };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, hex: string | undefined, character: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (ESCAPES[character] ?? character),
  );
}

test("every value can be read back, and nothing else is on the line", () => {
  fc.assert(
    fc.property(oddRecord, (value) => {
      const pairs = parseLine(normalized("fortisiem", rawRecord(value)));

      const written = [...pairs.values()].filter((text) => text !== "" && text !== "null").sort();
      const leaves = leavesOf(value)
        .map((leaf) => String(leaf.value))
        .filter((text) => text !== "null")
        .sort();
      expect(written).toEqual(leaves);
    }),
    { numRuns: 200 },
  );
});

test.each(corpora)("every value of the %s records can be read back", (name) => {
  const wrong = readCorpus(name).filter(({ record }) => {
    const texts = new Set(parseLine(normalized("fortisiem", record)).values());
    return leavesOf(record.value).some(({ value }) => !texts.has(String(value)));
  });

  expect(wrong).toEqual([]);
});

test("keys are in ASCII order", () => {
  const keys = [...parseLine(normalized("fortisiem", fixture("role-session-terminates-instances"))).keys()];

  expect(keys.length).toBeGreaterThan(30);
  expect(keys).toEqual([...keys].sort());
});

test("an event source is shortened only on request, and only AWS's own", () => {
  const options = { type: "fortisiem", legacyEventSource: true };
  const sourceIn = (value: object) =>
    parseLine(normalized(options, rawRecord(value as never))).get("eventSource");

  expect(sourceIn({ eventSource: "ec2.amazonaws.com" })).toBe("EC2");
  expect(sourceIn({ eventSource: "partner.example.com" })).toBe("partner.example.com");
  expect(normalized("fortisiem", rawRecord({ eventSource: "ec2.amazonaws.com" }))).toContain(
    "=ec2.amazonaws.com",
  );
});

test.each([
  [
    { receivedMs: Date.UTC(2026, 1, 3, 4, 5, 6) },
    { eventTime: "2026-02-03T01:00:00Z" },
    "Tue Feb  3 04:05:06 2026",
  ],
  [{}, { eventTime: "2026-02-13T01:00:00Z" }, "Fri Feb 13 01:00:00 2026"],
  [{}, { timeWindow: { windowStart: "2026-12-31T23:59:59Z" } }, "Thu Dec 31 23:59:59 2026"],
  [{ receivedMs: Number.NaN }, { eventTime: "no time" }, "Thu Jan  1 00:00:00 1970"],
])("the date is when the file arrived, else the event's time (%j, %j)", (source, value, expected) => {
  const line = normalized("fortisiem", rawRecord(value), { ...SOURCE, ...source });

  expect(line.split(" FortiSIEM")[0]).toBe(expected);
});

test("provenance follows the record's own pairs", () => {
  const line = normalized({ type: "fortisiem", provenance: true }, fixture("fields-of-tomorrow"));
  const pairs = parseLine(line);

  expect(pairs.get("cloudtrail_forwarder")).toBe("a source field");
  expect(pairs.get("cloudtrail_forwarder_2/key")).toBe(SOURCE.key);
});
