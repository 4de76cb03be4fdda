import type { MetricName } from "../../../../lambda/contract/metrics.ts";
import type { FunctionLog } from "../../../../ops/local/run/function-log.ts";
import { createReport, type RunFacts } from "../../../../ops/local/run/report.ts";

const GOOD: Partial<Record<MetricName, number>> = {
  ObjectsForwarded: 3,
  ObjectsSkipped: 1,
  RecordsRead: 10,
  RecordsDelivered: 7,
  RecordsFiltered: 2,
  RecordsRejected: 1,
};

const FACTS: RunFacts = {
  settledMessages: 4,
  deadLetters: 0,
  expiredMessages: 0,
  announcedObjects: 4,
  invocations: 2,
  peakRssMb: 100.4,
  durationMs: 1234.5,
  received: { requests: 1, events: 7, distinct: 7, duplicates: 0, bytes: 1 },
};

function report(metrics: Partial<Record<MetricName, number>> = {}, facts: Partial<RunFacts> = {}) {
  const values = { ...GOOD, ...metrics };
  const log: Pick<FunctionLog, "sum" | "reasons"> = {
    reasons: { digest: 1 },
    sum: (name) => values[name] ?? 0,
  };
  return createReport(log, { ...FACTS, ...facts });
}

test("balances when every record ended somewhere", () => {
  expect(report()).toEqual({
    imbalances: [],
    report: {
      balanced: true,
      objects: 4,
      messages: 4,
      records: { read: 10, delivered: 7, filtered: 2, rejected: 1 },
      reasons: { digest: 1 },
      dlq: 0,
      invocations: 2,
      requests: 0,
      bytes: 0,
      durationMs: 1235,
      peakRssMb: 100,
    },
  });
});

test("counts records of an object that went back when they come again, not twice", () => {
  expect(report({ RecordsRead: 15, RecordsReturned: 5 }).report).toMatchObject({
    balanced: true,
    records: { read: 10 },
  });
});

test.each([
  ["a record vanished", { RecordsRead: 11 }, {}, /11 records read/],
  ["the function found its own books wrong", { IdentityViolations: 1 }, {}, /identity violations/],
  [
    "less arrived than was delivered",
    {},
    { received: { requests: 1, events: 6, distinct: 7, duplicates: 0, bytes: 1 } },
    /only 6 events received/,
  ],
  ["messages expired", {}, { expiredMessages: 1 }, /retention/],
  ["an announced object was never settled", {}, { announcedObjects: 5 }, /5 objects announced, but only 4/],
])("does not balance when %s", (_what, metrics, facts, message) => {
  const { report: made, imbalances } = report(metrics, facts);

  expect(made.balanced).toBe(false);
  expect(imbalances).toEqual([expect.stringMatching(message)]);
});

test("an object among the dead letters is no imbalance: it is counted there", () => {
  expect(report({}, { announcedObjects: 5, deadLetters: 1 }).report).toMatchObject({
    balanced: true,
    dlq: 1,
    messages: 5,
  });
});
