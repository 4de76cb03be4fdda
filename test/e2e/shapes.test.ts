import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Receiver } from "../../ops/local/receiver/receiver.ts";
import { queuesEmpty } from "../../ops/local/run/drain.ts";
import { FunctionLog } from "../../ops/local/run/function-log.ts";
import { LocalStack } from "../../ops/local/run/local-stack.ts";
import { uploadFiles } from "../../ops/local/run/upload.ts";
import { readMessage } from "../../ops/local/sqs/message-input.ts";
import { inSns, s3Body, subscriptionBody, testEventBody } from "../decode/notification-shapes.ts";
import { Bundle, forwardLocally, linesOf } from "./support/local-forwarder.ts";
import { hasConstructed, type ShapeCorpus, writeShapeCorpus } from "./support/shape-corpus.ts";
import { mixed, SHAPES } from "./support/shape-messages.ts";

/** The same corpus by every way in which CloudTrail's files are announced: the same events arrive. */

const TOPIC = "arn:aws:sns:us-east-1:444455556666:trail-notices";
const ROLE = { arn: "arn:aws:iam::444455556666:role/log-reader", externalId: "forwarder-1" };

let bundle: Bundle;
let corpus: ShapeCorpus;
/** What arrives by S3's own notifications; every other way is measured against it. */
let expected: readonly string[];
const folder = mkdtempSync(join(tmpdir(), "shapes-"));

beforeAll(async () => {
  bundle = new Bundle();
  corpus = writeShapeCorpus(join(folder, "corpus"));
  const { report, events } = await forwardLocally(bundle, {}, { input: [corpus.folder] });
  expect(report).toMatchObject({ balanced: true, dlq: 0, objects: corpus.keys.length });
  expected = events;
});
afterAll(() => {
  bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("the corpus arrives record by record, byte for byte", () => {
  const fixtures = new Set(corpus.fixtureRecords);

  expect(expected.filter((event) => fixtures.has(event))).toEqual(corpus.fixtureRecords);
  expect(expected.length).toBeGreaterThanOrEqual(fixtures.size);
});

describe("a stack with a bucket of its own", () => {
  it.each(["sns", "eventbridge", "cloudtrail-sns"])(
    "forwards the same by the route %s",
    async (notifications) => {
      const { report, events } = await forwardLocally(
        bundle,
        { source: { notifications } },
        { input: [corpus.folder] },
      );

      expect(report).toMatchObject({ balanced: true, dlq: 0 });
      expect(events).toEqual(expected);
    },
  );

  it("forwards the same to each of two destinations", async () => {
    const { report, events } = await forwardLocally(
      bundle,
      {},
      { input: [corpus.folder], names: ["one", "two"] },
    );

    expect(report).toMatchObject({ balanced: true, dlq: 0, objects: 2 * corpus.keys.length });
    expect(events).toEqual(expected.flatMap((event) => [event, event]));
  });
});

describe("a bucket that was there before, whose owners apply what the stack prints", () => {
  it.each<[string, object]>([
    ["EventBridge", { bucketName: "landing-zone-logs" }],
    [
      "a notification rule, as Control Tower lays files out",
      { bucketName: "landing-zone-logs", prefix: "o-exampleorgid", notifications: "s3" },
    ],
    ["the bucket's topic", { bucketName: "landing-zone-logs", notifications: "sns", topicArn: TOPIC }],
    [
      "the trail's topic, read through a role with an external id",
      { bucketName: "landing-zone-logs", notifications: "cloudtrail-sns", topicArn: TOPIC, bucketRole: ROLE },
    ],
  ])("is forwarded the same by %s", async (_route, source) => {
    const { report, events, unannounced } = await forwardLocally(
      bundle,
      { source: { mode: "adopt", ...source } },
      { input: [corpus.folder] },
    );

    expect(report).toMatchObject({ balanced: true, dlq: 0 });
    // Only CloudTrail's own topic is silent about other services' files.
    expect(unannounced.filter((key) => key.includes("/CloudTrail"))).toEqual([]);
    expect(events).toEqual(expected);
  });
});

describe("one queue that holds every shape", () => {
  let receiver: Receiver;
  let stack: LocalStack;
  let log: FunctionLog;
  const eventsFile = join(folder, "events.ndjson");
  const signal = new AbortController().signal;
  /** Where each shape's events begin in the receiver's file. */
  const marks: { readonly name: string; readonly from: number; readonly to: number }[] = [];

  beforeAll(async () => {
    const certificateFile = join(folder, "receiver.pem");
    receiver = await Receiver.start({ eventsFile, certificateFile });
    log = new FunctionLog(join(folder, "function.log"));
    stack = await LocalStack.create(bundle.stack({}, receiver.url), {
      timeScale: 6_000,
      extraCaFile: certificateFile,
      onLine: log.add,
      onBatch: () => undefined,
    });
    stack.aws.state.buckets.get(stack.logBucket).silence();
    stack.startPolling();
    let count = 0;
    for (const [name, shape] of [...Object.entries(SHAPES), ["all of them in one batch", mixed] as const]) {
      count += 1;
      const keys = await uploadAgain(count);
      await announce(name, shape(stack.logBucket, keys));
    }
    await announce("what is no announcement", strayMessages());
    await stack.stop();
    await receiver.stop();
    await log.close();
  });
  afterAll(async () => {
    await stack.stop();
    await receiver.stop();
  });

  /** The corpus under names of its own, because an object that was forwarded once is not forwarded again. */
  async function uploadAgain(count: number): Promise<string[]> {
    const files = corpus.keys.map((key) => ({
      path: join(corpus.folder, key),
      key: key.replace(/([^/]+)$/, `${count}-$1`),
    }));
    await uploadFiles({ endpoint: stack.aws.endpoint, bucket: stack.logBucket, files, signal });
    return files.map(({ key }) => key);
  }

  async function announce(name: string, bodies: readonly string[]): Promise<void> {
    const [queue] = stack.pipelines.map((pipeline) => pipeline.queue);
    if (!queue) throw new Error("the stack has no queue");
    const from = receiver.received.events;
    for (const MessageBody of bodies)
      queue.send(readMessage({ MessageBody }, queue.settings.maxMessageBytes));
    await queuesEmpty([queue], signal);
    marks.push({ name, from, to: receiver.received.events });
  }

  function strayMessages(): string[] {
    return [
      testEventBody(),
      inSns("CloudTrail validation message."),
      subscriptionBody(),
      "hello?",
      s3Body("AWSLogs/111122223333/CloudTrail/eu-central-1/2026/02/03/x.json.gz"),
      JSON.stringify({ Records: [{ eventName: "ObjectRemoved:Delete", s3: {} }] }),
    ];
  }

  it.each([...Object.keys(SHAPES), "all of them in one batch"])("forwards the same by %s", (name) => {
    const mark = marks.find((candidate) => candidate.name === name);

    const events = linesOf(eventsFile).slice(mark?.from, mark?.to);

    expect(events.sort()).toEqual(expected);
  });

  it("takes messages that announce nothing for what they are, each with its reason", () => {
    expect(marks.at(-1)).toMatchObject({ from: expect.any(Number), to: marks.at(-1)?.from });
    expect(log.reasons).toMatchObject({
      test_event: expect.any(Number),
      validation_message: 1,
      subscription_confirmation: 1,
      unknown_body: 1,
      foreign_bucket: 1,
      not_created: 1,
    });
    expect(stack.pipelines[0]?.deadLetters?.counts().visible).toBe(0);
  });
});

(hasConstructed ? test : test.skip)(
  "the corpus beside the repository takes part (needs ../shared/corpus)",
  () => {
    expect(expected.length).toBeGreaterThan(corpus.fixtureRecords.length);
  },
);
