import { createHash } from "node:crypto";
import type { SQSEvent } from "aws-lambda";
import { QueueClock } from "../../../../ops/local/clock.ts";
import {
  type BatchOutcome,
  EventSourceMapping,
  type MappingSpec,
} from "../../../../ops/local/lambda/event-source-mapping.ts";
import { FunctionFailure } from "../../../../ops/local/lambda/failure.ts";
import { queuesEmpty } from "../../../../ops/local/run/drain.ts";
import type { Queue } from "../../../../ops/local/sqs/queue.ts";
import { QueueStore } from "../../../../ops/local/sqs/queue-store.ts";

const SPEC: MappingSpec = {
  batchSize: 10,
  windowSeconds: 0,
  maxConcurrency: 2,
  reportsBatchItemFailures: true,
};

type Invoke = (event: SQSEvent) => Promise<unknown>;

interface Running {
  readonly queue: Queue;
  readonly events: SQSEvent[];
  readonly outcomes: BatchOutcome[];
  /** Resolves when the queue is empty. */
  drained(): Promise<void>;
}

let stop: () => Promise<void> = async () => {};

afterEach(() => stop());

function start(invoke: Invoke, spec: Partial<MappingSpec> = {}, bodies: readonly string[] = []): Running {
  const clock = new QueueClock(60_000);
  const queues = new QueueStore(clock, () => "http://127.0.0.1:1");
  const queue = queues.create("queue", { VisibilityTimeout: "1800" });
  for (const body of bodies) queue.send({ body });
  const events: SQSEvent[] = [];
  const outcomes: BatchOutcome[] = [];
  const mapping = new EventSourceMapping({
    spec: { ...SPEC, ...spec },
    queue,
    clock,
    invoke: async (payload) => {
      const event = JSON.parse(payload);
      events.push(event);
      return JSON.stringify(await invoke(event)) ?? "null";
    },
    onBatch: (outcome) => outcomes.push(outcome),
  });
  stop = async () => {
    await mapping.stop();
    queues.close();
  };
  mapping.start();
  const drained = async (): Promise<void> => {
    await queuesEmpty([queue], new AbortController().signal);
    await mapping.stop();
  };
  return { queue, events, outcomes, drained };
}

const failing = (ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

test("gives the function the record that Lambda gives it", async () => {
  const { queue, events, drained } = start(async () => undefined);
  queue.send({
    body: "é",
    traceHeader: "Root=1-2-3",
    attributes: { hop: { dataType: "Number", stringValue: "2" } },
  });
  await drained();

  expect(events[0]?.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[\da-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: "é",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        AWSTraceHeader: "Root=1-2-3",
      },
      messageAttributes: {
        hop: { dataType: "Number", stringValue: "2", stringListValues: [], binaryListValues: [] },
      },
      md5OfBody: createHash("md5").update("é").digest("hex"),
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:queue",
      awsRegion: "us-east-1",
    },
  ]);
});

test("deletes what succeeded and redelivers only what the function named", async () => {
  const bodies = ["good", "bad", "good"];
  const { events, outcomes, drained } = start(
    async ({ Records }) =>
      failing(
        Records.filter(
          ({ body, attributes }) => body === "bad" && attributes.ApproximateReceiveCount === "1",
        ).map(({ messageId }) => messageId),
      ),
    {},
    bodies,
  );
  await drained();

  expect(events.map(({ Records }) => Records.map(({ body }) => body))).toEqual([
    ["good", "bad", "good"],
    ["bad"],
  ]);
  expect(outcomes).toEqual([
    { received: 3, deleted: 2, returned: 1 },
    { received: 1, deleted: 1, returned: 0 },
  ]);
});

test.each([
  ["throws", () => Promise.reject(new FunctionFailure("error", "down"))],
  ["names a message that is not in the batch", () => Promise.resolve(failing(["someone else"]))],
])("redelivers the whole batch when the function %s", async (_how, fail) => {
  let failures = 0;
  const { events, outcomes, drained } = start(
    async () => {
      failures += 1;
      return failures === 1 ? fail() : undefined;
    },
    {},
    ["one", "two"],
  );
  await drained();

  const again = events.slice(1).flatMap(({ Records }) => Records);
  expect(again.map(({ body }) => body).sort()).toEqual(["one", "two"]);
  expect(again.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(["2", "2"]);
  expect(outcomes[0]).toMatchObject({ received: 2, deleted: 0, returned: 2 });
});

test("deletes everything when the mapping does not read partial responses", async () => {
  const { events, drained } = start(
    async ({ Records }) => failing(Records.map(({ messageId }) => messageId)),
    { reportsBatchItemFailures: false },
    ["one"],
  );
  await drained();

  expect(events).toHaveLength(1);
});

test("never gives more messages than the batch size, nor runs more than the maximum at once", async () => {
  let running = 0;
  let most = 0;
  const bodies = Array.from({ length: 35 }, (_, index) => String(index));
  const { events, drained } = start(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    },
    { batchSize: 4, maxConcurrency: 3 },
    bodies,
  );
  await drained();

  const sizes = events.map(({ Records }) => Records.length);
  expect(Math.max(...sizes)).toBe(4);
  expect(most).toBe(3);
  expect(new Set(events.flatMap(({ Records }) => Records.map(({ body }) => body))).size).toBe(35);
});

test("collects messages for as long as the window is open, or until the batch is full", async () => {
  const { queue, events, drained } = start(async () => undefined, {
    batchSize: 3,
    windowSeconds: 300,
    maxConcurrency: 1,
  });
  for (const body of ["a", "b", "c", "d"]) queue.send({ body });
  await drained();

  expect(events.map(({ Records }) => Records.map(({ body }) => body))).toEqual([["a", "b", "c"], ["d"]]);
});

test("keeps an event below the 6 MB that Lambda takes", async () => {
  const bodies = Array.from({ length: 8 }, () => "x".repeat(1_000_000));
  const { events, drained } = start(async () => undefined, {}, bodies);
  await drained();

  expect(events.flatMap(({ Records }) => Records)).toHaveLength(8);
  for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(6 * 1024 * 1024);
});

test("lowers the concurrency when invocations fail and raises it again when they succeed", async () => {
  let isDown = true;
  let running = 0;
  let mostWhileDown = 0;
  const bodies = Array.from({ length: 60 }, (_, index) => String(index));
  const { outcomes, drained } = start(
    async () => {
      running += 1;
      if (isDown && outcomes.length >= 8) mostWhileDown = Math.max(mostWhileDown, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (outcomes.length >= 20) isDown = false;
      if (isDown) throw new FunctionFailure("error", "the destination is down");
    },
    { batchSize: 2, maxConcurrency: 8 },
    bodies,
  );
  await drained();

  expect(mostWhileDown).toBeGreaterThan(0);
  expect(mostWhileDown).toBeLessThanOrEqual(3);
});
