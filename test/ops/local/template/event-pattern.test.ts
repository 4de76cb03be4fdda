import { matchesPattern } from "../../../../ops/local/events/event-pattern.ts";

const EVENT = {
  source: "aws.s3",
  detail: { bucket: { name: "logs" }, object: { key: "AWSLogs/a*b\\c.json.gz", size: 5 } },
};

test.each([
  [{ source: ["aws.s3", "other"] }, true],
  [{ source: ["other"] }, false],
  [{ detail: { bucket: { name: ["logs"] }, object: { size: [5] } } }, true],
  [{ detail: { object: { key: [{ prefix: "AWSLogs/" }] } } }, true],
  [{ detail: { object: { key: [{ suffix: ".txt" }, { suffix: ".gz" }] } } }, true],
  [{ detail: { object: { key: [{ wildcard: "AWSLogs/*.json.gz" }] } } }, true],
  [{ detail: { object: { key: [{ wildcard: "AWSLogs/a\\*b\\\\c.json.gz" }] } } }, true],
  [{ detail: { object: { key: [{ wildcard: "AWSLogs/a\\*.json.gz" }] } } }, false],
  [{ detail: { object: { key: [{ wildcard: "AWSLogs/*.jsonXgz" }] } } }, false],
  [{ detail: { object: { etag: [{ exists: false }] } } }, true],
  [{ detail: { object: { size: [{ exists: false }] } } }, false],
  [{ detail: { missing: { name: ["x"] } } }, false],
])("%j", (pattern, isMatch) => {
  expect(matchesPattern(pattern, EVENT)).toBe(isMatch);
});

test("refuses an operator it does not know", () => {
  expect(() => matchesPattern({ source: [{ "anything-but": ["x"] }] }, EVENT)).toThrow(/anything-but/);
});
