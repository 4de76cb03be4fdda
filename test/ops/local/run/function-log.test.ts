import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { METRICS } from "../../../../lambda/contract/metrics.ts";
import { FunctionLog } from "../../../../ops/local/run/function-log.ts";

function metricsLine(values: Record<string, unknown>, Namespace = "CloudTrailForwarder"): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: "Count" }));
  return JSON.stringify({
    _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace, Metrics }] },
    service: "s",
    ...values,
  });
}

test("sums what the function says of itself, and keeps every line", async () => {
  const folder = await mkdtemp(join(tmpdir(), "log-"));
  const log = new FunctionLog(join(folder, "function.log"));
  const lines = [
    metricsLine({ RecordsRead: 10, RecordsDelivered: [4, 5] }),
    metricsLine({ RecordsRead: 2 }),
    metricsLine({ RecordsRead: 100 }, "Somebody else"),
    '{"level":"INFO","message":"invocation finished","totals":{"reasons":{"digest":1,"not_an_object":2}}}',
    '{"level":"INFO","message":"invocation finished","totals":{"reasons":{"digest":1}}}',
    '{"level":"ERROR","message":"object rejected","reason":"corrupt_gzip","object":"s3://logs/a"}',
    '{"half a line',
    "TypeError: not JSON at all",
    "",
  ];
  for (const line of lines) log.add(line);
  await log.close();
  const kept = await readFile(join(folder, "function.log"), "utf8");
  await rm(folder, { recursive: true });

  expect(log.sum(METRICS.recordsRead)).toBe(12);
  expect(log.sum(METRICS.recordsDelivered)).toBe(9);
  expect(log.sum(METRICS.recordsRejected)).toBe(0);
  expect(log.reasons).toEqual({ digest: 2, not_an_object: 2 });
  expect(log.problems).toEqual([
    { level: "ERROR", text: "object rejected reason: corrupt_gzip, object: s3://logs/a" },
    { level: "ERROR", text: "TypeError: not JSON at all" },
  ]);
  expect(kept).toBe(`${lines.join("\n")}\n`);
});
