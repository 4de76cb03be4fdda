import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import { createTelemetry } from "../lambda/telemetry.ts";
import { emptyTotals } from "../lambda/totals.ts";

/** What a telemetry writes, without Powertools. */
function recorder() {
  const metrics = new Map<string, number>();
  const lines: (readonly [level: string, message: string, facts: unknown])[] = [];
  const log = (level: string) => (message: string, facts: unknown) => lines.push([level, message, facts]);
  const logger = { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  const sink = {
    addMetric: (name: string, _unit: string, value: number) =>
      metrics.set(name, (metrics.get(name) ?? 0) + value),
    publishStoredMetrics: () => undefined,
  };
  const telemetry = createTelemetry(logger as unknown as Logger, sink as unknown as Metrics, () => 0);
  return { telemetry, metrics, lines };
}

test("what happened to records besides their outcome becomes metrics", () => {
  const { telemetry, metrics } = recorder();
  const notes = {
    "held:guard:trail-changed": 2,
    "held:dry_run:kms": 3,
    "held:filter_error:kms": 1,
    "redacted:credentials": 4,
    "redacted:people": 1,
    "mismatch:account": 1,
    "mismatch:region": 1,
    untenanted: 7,
    "unknown:account": 5,
    "unknown:address": 1,
  };
  telemetry.invocationFinished({ ...emptyTotals(), notes }, 1);
  expect(Object.fromEntries(metrics)).toMatchObject({
    RecordsHeld: 6,
    FilterErrors: 1,
    ValuesRedacted: 5,
    SourceMismatches: 2,
    RecordsUntenanted: 7,
    EnrichmentMisses: 6,
  });
});

test("log files of a kind that nobody knows become a metric", () => {
  const { telemetry, metrics } = recorder();
  telemetry.invocationFinished({ ...emptyTotals(), reasons: { unknown_kind: 2, not_cloudtrail: 1 } }, 1);
  expect(metrics.get("ObjectsUnknown")).toBe(2);
});

test("what is silent is said with its name and its last log file, and its number is a metric also when it is 0", () => {
  const { telemetry, metrics, lines } = recorder();
  telemetry.sourcesChecked([]);
  expect([...metrics]).toEqual([["QuietSources", 0]]);
  expect(lines).toEqual([]);
  telemetry.sourcesChecked([
    { source: "s3://example-trail/AWSLogs/111122223333/CloudTrail/us-east-1/", lastMs: 0 },
    { source: "444455556666" },
  ]);
  expect(metrics.get("QuietSources")).toBe(2);
  const sources = [
    {
      source: "s3://example-trail/AWSLogs/111122223333/CloudTrail/us-east-1/",
      lastLogFile: "1970-01-01T00:00:00.000Z",
    },
    { source: "444455556666", lastLogFile: "never" },
  ];
  expect(lines).toEqual([["warn", "sources quiet", { count: 2, sources }]]);
});

test("records that were delivered without their longest fields become a metric", () => {
  const { telemetry, metrics } = recorder();
  telemetry.invocationFinished({ ...emptyTotals(), reasons: { event_truncated: 3, event_too_large: 1 } }, 1);
  expect(metrics.get("RecordsTruncated")).toBe(3);
});

test("a pipeline without these rooms has none of their metrics", () => {
  const { telemetry, metrics } = recorder();
  telemetry.invocationFinished(emptyTotals(), 1);
  expect(
    [...metrics.keys()].filter((name) =>
      /Held|Filter|Truncated|Redact|Mismatch|Untenanted|Enrich/.test(name),
    ),
  ).toEqual(["RecordsFiltered"]);
});

test("an enrichment file that cannot be read is a warning and a metric", () => {
  const { telemetry, metrics, lines } = recorder();
  telemetry.enrichmentFailed("s3://example-data/accounts.json", "NoSuchKey");
  expect(metrics.get("EnrichmentFailures")).toBe(1);
  expect(lines).toEqual([
    ["warn", "enrichment file not read", { location: "s3://example-data/accounts.json", why: "NoSuchKey" }],
  ]);
});
