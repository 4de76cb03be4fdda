import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../../../lib/synth.ts";
import { readTemplate } from "../../../../ops/local/template/read-template.ts";

// The template is checked where it is made; here it is only read.
process.env.CDK_VALIDATION = "false";

test("every setting of the real stack reaches the emulation, and nothing in it is unknown", () => {
  const outdir = mkdtempSync(join(tmpdir(), "real-stack-"));
  const source = synthesize({
    bundle: false,
    outdir,
    context: {
      "forwarder.destinations.main.type": "https",
      "forwarder.destinations.main.url": "https://siem.example.com/",
      "forwarder.source.prefix": "security",
      "forwarder.function.memoryMb": "512",
      "forwarder.function.timeoutSeconds": "60",
      "forwarder.function.batchSize": "7",
      "forwarder.function.batchWindowSeconds": "2",
      "forwarder.function.maxConcurrency": "3",
      "forwarder.queue.maxReceives": "9",
      "forwarder.queue.rideThroughHours": "1",
      "forwarder.queue.visibilityTimeoutSeconds": "500",
    },
  });

  const plan = readTemplate(source, (name) => `http://127.0.0.1:1/111122223333/${name}`);
  rmSync(outdir, { recursive: true });

  const [pipeline] = plan.pipelines;
  const queue = plan.queues.find(({ arn }) => arn === pipeline?.queueArn);
  const logs = plan.buckets.find(({ notifications }) => notifications.length > 0);
  expect(pipeline?.spec).toMatchObject({
    memoryMb: 512,
    timeoutSeconds: 60,
    logFormat: "JSON",
    logLevel: "INFO",
  });
  expect(pipeline?.spec.environment.FORWARDER_LOG_BUCKETS).toBe(logs?.name);
  expect(pipeline?.mapping).toEqual({
    batchSize: 7,
    windowSeconds: 2,
    maxConcurrency: 3,
    reportsBatchItemFailures: true,
  });
  expect(queue?.attributes.VisibilityTimeout).toBe("500");
  expect(JSON.parse(queue?.attributes.RedrivePolicy ?? "")).toMatchObject({ maxReceiveCount: 9 });
  expect(logs).toMatchObject({ isVersioned: true, notifications: [{ prefix: "security/AWSLogs/" }] });
  expect(pipeline?.statements.length).toBeGreaterThan(3);
});
