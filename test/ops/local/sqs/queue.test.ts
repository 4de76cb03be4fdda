import fc from "fast-check";
import { QueueClock } from "../../../../ops/local/clock.ts";
import type { Queue } from "../../../../ops/local/sqs/queue.ts";
import { QueueStore } from "../../../../ops/local/sqs/queue-store.ts";
import { ManualTime } from "../support/manual-time.ts";

function setUp(attributes: Record<string, string> = {}, timeScale = 1) {
  const time = new ManualTime();
  const store = new QueueStore(new QueueClock(timeScale, time), () => "http://127.0.0.1:1");
  const deadLetters = store.create("dead");
  const redrive = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 2 });
  const queue = store.create("queue", { VisibilityTimeout: "60", RedrivePolicy: redrive, ...attributes });
  return { time, queue, deadLetters };
}

async function receiveOne(queue: Queue) {
  const [received] = await queue.receive({ maxMessages: 1, waitSeconds: 0 });
  if (!received) throw new Error("expected a message");
  return received;
}

describe("visibility", () => {
  test("a message is hidden for its visibility timeout and then comes again", async () => {
    const { time, queue } = setUp();
    queue.send({ body: "m" });
    const first = await receiveOne(queue);

    time.pass(59_999);
    const hidden = await queue.receive({ maxMessages: 1, waitSeconds: 0 });
    time.pass(1);
    const second = await receiveOne(queue);

    expect(hidden).toEqual([]);
    expect(second.message.id).toBe(first.message.id);
    expect(second.message.receiveCount).toBe(2);
  });

  test("the timeout passes compressed while nobody works on the message", async () => {
    const { time, queue } = setUp({ VisibilityTimeout: "1800" }, 600);
    queue.send({ body: "m" });
    await receiveOne(queue);

    time.pass(2_999);
    expect(queue.counts().visible).toBe(0);
    time.pass(1);
    expect(queue.counts().visible).toBe(1);
  });

  test("the timeout passes in real time while a function works on the message", async () => {
    const { time, queue } = setUp({ VisibilityTimeout: "1800" }, 600);
    queue.send({ body: "m" });
    const { receiptHandle } = await receiveOne(queue);

    queue.setFunctionTime([receiptHandle], true);
    time.pass(900_000);
    expect(queue.counts().inFlight).toBe(1);

    queue.setFunctionTime([receiptHandle], false);
    time.pass(1_499);
    expect(queue.counts().inFlight).toBe(1);
    time.pass(1);
    expect(queue.counts().visible).toBe(1);
  });

  test("a change made while the function works holds after it has ended", async () => {
    const { time, queue } = setUp({ VisibilityTimeout: "1800" }, 600);
    queue.send({ body: "m" });
    const { receiptHandle } = await receiveOne(queue);
    queue.setFunctionTime([receiptHandle], true);
    queue.changeVisibility(receiptHandle, 60);
    queue.setFunctionTime([receiptHandle], false);

    time.pass(99);
    expect(queue.counts().visible).toBe(0);
    time.pass(1);
    expect(queue.counts().visible).toBe(1);
  });
});

describe("dead letters", () => {
  test("a message moves after the receives the policy allows, with its id and enqueue time", async () => {
    const { time, queue, deadLetters } = setUp();
    const { id, sentMs } = queue.send({ body: "poison" });
    for (let receives = 0; receives < 2; receives += 1) {
      await receiveOne(queue);
      time.pass(60_000);
    }

    const third = await queue.receive({ maxMessages: 1, waitSeconds: 0 });

    expect(third).toEqual([]);
    expect(queue.isEmpty).toBe(true);
    expect(deadLetters.peek()).toMatchObject([{ id, sentMs, deadLetterSourceArn: queue.arn }]);
  });

  test("a waiting receiver lets a message move as soon as it is visible again", async () => {
    const { time, queue, deadLetters } = setUp();
    queue.send({ body: "poison" });
    await receiveOne(queue);
    time.pass(60_000);
    await receiveOne(queue);
    const poll = queue.receive({ maxMessages: 1, waitSeconds: 120 });

    time.pass(60_000);

    expect(deadLetters.counts().visible).toBe(1);
    time.pass(60_000);
    expect(await poll).toEqual([]);
  });
});

describe("time in a queue", () => {
  test("a delayed message appears when its delay is over", () => {
    const { time, queue } = setUp();
    queue.send({ body: "m" }, 10);

    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    time.pass(10_000);
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  test("a message whose retention ends is gone, and counted as lost", () => {
    const { time, queue } = setUp({ MessageRetentionPeriod: "60" });
    queue.send({ body: "m" });

    time.pass(60_000);

    expect(queue.isEmpty).toBe(true);
    expect(queue.expired).toBe(1);
  });

  test("a retention that is compressed does not pass while a function works", async () => {
    const { time, queue } = setUp({ MessageRetentionPeriod: "604800", VisibilityTimeout: "43200" }, 600);
    queue.send({ body: "worked on" });
    queue.send({ body: "waiting" });
    const { receiptHandle } = await receiveOne(queue);

    queue.setFunctionTime([receiptHandle], true);
    time.pass(3_600_000);

    expect(queue.counts().visible).toBe(1);
    expect(queue.expired).toBe(0);
  });

  test("a long poll ends empty when its time is over, and when the client hangs up", async () => {
    const { time, queue } = setUp();
    const client = new AbortController();
    const timed = queue.receive({ maxMessages: 1, waitSeconds: 20 });
    const abandoned = queue.receive({ maxMessages: 1, waitSeconds: 20, signal: client.signal });
    client.abort();

    time.pass(20_000);

    expect(await timed).toEqual([]);
    expect(await abandoned).toEqual([]);
    expect(time.pending).toBe(0);
  });
});

test("whatever happens, every message is in exactly one place until it is deleted", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("send" as const), delay: fc.nat(20) }),
    fc.record({ do: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ do: fc.constant("delete" as const), pick: fc.nat() }),
    fc.record({ do: fc.constant("change" as const), pick: fc.nat(), seconds: fc.nat(90) }),
    fc.record({ do: fc.constant("work" as const), pick: fc.nat(), seconds: fc.nat(300) }),
    fc.record({ do: fc.constant("pass" as const), seconds: fc.nat(70) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { time, queue, deadLetters } = setUp({}, 3);
      const handles: string[] = [];
      const pickOf = (pick: number): string | undefined => handles[pick % Math.max(1, handles.length)];
      let expected = 0;
      for (const action of steps) {
        const before = total(queue) + total(deadLetters);
        const handle = "pick" in action ? pickOf(action.pick) : undefined;
        if (action.do === "send") queue.send({ body: "m" }, action.delay);
        else if (action.do === "receive")
          handles.push(
            ...(await queue.receive({ maxMessages: action.max, waitSeconds: 0 })).map(
              ({ receiptHandle }) => receiptHandle,
            ),
          );
        else if (action.do === "delete" && handle) queue.delete(handle);
        else if (action.do === "change" && handle)
          ignoreNotInFlight(() => queue.changeVisibility(handle, action.seconds));
        else if (action.do === "work" && handle) {
          queue.setFunctionTime([handle], true);
          time.pass(action.seconds * 1000);
          queue.setFunctionTime([handle], false);
        } else if (action.do === "pass") time.pass(action.seconds * 1000);
        const after = total(queue) + total(deadLetters);
        const change = action.do === "send" ? [1] : action.do === "delete" ? [0, -1] : [0];
        expect(change).toContain(after - before);
        expected += after - before;
      }
      expect(total(queue) + total(deadLetters)).toBe(expected);
    }),
  );
});

function total(queue: Queue): number {
  const { visible, inFlight, delayed } = queue.counts();
  return visible + inFlight + delayed;
}

function ignoreNotInFlight(run: () => void): void {
  try {
    run();
  } catch (error) {
    if ((error as { code?: string }).code !== "MessageNotInflight") throw error;
  }
}

describe("a disturbed queue", () => {
  test("gives each copy of a message, each at its time and to be settled by itself", async () => {
    const { time, queue } = setUp();
    queue.disturb = (delaySeconds) => [delaySeconds, delaySeconds + 10];
    queue.send({ body: "m" });

    const first = await receiveOne(queue);
    queue.delete(first.receiptHandle);
    const early = await queue.receive({ maxMessages: 1, waitSeconds: 0 });
    time.pass(10_000);
    const second = await receiveOne(queue);
    queue.delete(second.receiptHandle);

    expect(early).toEqual([]);
    expect(second.message).toMatchObject({ body: "m", receiveCount: 1 });
    expect(queue.isEmpty).toBe(true);
  });

  test("keeps a message that should vanish: chaos repeats and delays, it never loses", () => {
    const { queue } = setUp();
    queue.disturb = () => [];

    queue.send({ body: "m" });

    expect(queue.counts().visible).toBe(1);
  });
});
