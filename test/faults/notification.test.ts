import { gzipSync } from "node:zlib";
import { DeleteObjectCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { handler } from "../../lambda/handler.ts";
import { readBatchResponse } from "../../ops/local/lambda/batch-response.ts";
import { BUCKET, logKey, s3Body } from "../support/invocation.ts";
import { inWorld, type World } from "../support/world/world.ts";

/** Faults of notifications: what the queue may hold. */

const KEY = logKey("AAAAAAAAAAAAAAAA");
const record = (id: string) => JSON.stringify({ eventID: id, eventName: "GetObject" });
const logFile = (...ids: readonly string[]) => gzipSync(`{"Records":[${ids.map(record).join()}]}`);
const sns = (message: string, more: object = {}) =>
  JSON.stringify({
    Type: "Notification",
    MessageId: "00000000-0000-0000-0000-000000000000",
    TopicArn: "arn:aws:sns:us-east-1:111122223333:trail",
    Message: message,
    Timestamp: "2026-01-02T03:05:00.000Z",
    ...more,
  });
const silently = async (world: World, key: string, body: string | Uint8Array) => {
  const put = await world.put(key, body);
  world.queue.purge();
  return put;
};
const s3Event = (change: (record: Record<string, unknown>) => object, key = KEY) => {
  const { Records } = JSON.parse(s3Body(key)) as { Records: Record<string, unknown>[] };
  return JSON.stringify({ Records: Records.map((entry) => ({ ...entry, ...change(entry) })) });
};

test("F01: s3:TestEvent, raw and inside SNS → SKIP(test_event)", () =>
  inWorld({}, async (world) => {
    // S3 sends one itself whenever notifications are configured.
    await world.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: world.queue.arn, Events: ["s3:ObjectCreated:*"] }],
        },
      }),
    );
    const [message] = world.queue.peek();
    world.send(sns(message?.body ?? ""));
    const settled = await world.settle();
    expect(settled).toMatchObject({
      messages: { skipped: 2, returned: 0 },
      reasons: { test_event: 2 },
      dead: 0,
    });
  }));

test("F02: the text that CloudTrail sends to validate a topic → SKIP(validation_message)", () =>
  inWorld({}, async (world) => {
    world.send("CloudTrail validation message.", sns("CloudTrail validation message."));
    expect(await world.settle()).toMatchObject({
      messages: { skipped: 2 },
      reasons: { validation_message: 2 },
      dead: 0,
    });
  }));

test("F03: the same notification raw, in one and in two SNS envelopes → the same object; three are REJECT(unknown_body)", () =>
  inWorld({ hasLedger: false, batchSize: 1 }, async (world) => {
    await silently(world, KEY, logFile("a"));
    const body = s3Body(KEY);
    world.send(body, sns(body), sns(sns(body)), sns(sns(sns(body))));
    const settled = await world.settle();
    expect(settled.events).toEqual([record("a"), record("a"), record("a")]);
    expect(settled).toMatchObject({ messages: { forwarded: 3, rejected: 1 }, dead: 0 });
    expect(settled.rejects).toMatchObject([{ what: "message", reason: "unknown_body" }]);
  }));

test("F04: SubscriptionConfirmation → never confirmed, REJECT(subscription_confirmation) + ALARM(Rejects)", () =>
  inWorld({}, async (world) => {
    const url = `${world.receiver.url}?Action=ConfirmSubscription`;
    world.send(sns("You have chosen to subscribe", { Type: "SubscriptionConfirmation", SubscribeURL: url }));
    const settled = await world.settle();
    expect(world.receiver.requests).toEqual([]);
    expect(settled).toMatchObject({ messages: { rejected: 1 }, reasons: { subscription_confirmation: 1 } });
    expect(settled.rejects[0]?.kept).toContain("SubscribeURL");
  }));

test("F05: EventBridge's Object Created → DONE", () =>
  inWorld({}, async (world) => {
    const { etag } = await silently(world, KEY, logFile("a"));
    const detail = { bucket: { name: BUCKET }, object: { key: KEY, etag, size: 1 }, reason: "PutObject" };
    world.send(JSON.stringify({ source: "aws.s3", "detail-type": "Object Created", detail }));
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { forwarded: 1 }, events: [record("a")] });
  }));

test("F06: CloudTrail's SNS body with three keys, the second cannot be read → RETRY all, none lost, A1 per attempt", () =>
  inWorld({}, async (world) => {
    const keys = ["A", "B", "C"].map((name) => logKey(name));
    for (const key of keys) await silently(world, key, logFile(key.slice(-9)));
    world.aws.faults.failNext(
      { operation: "GetObject", resource: `arn:aws:s3:::${BUCKET}/${keys[1]}` },
      { status: 403, code: "AccessDenied", message: "Access Denied" },
    );
    world.send(JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: keys }));
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set(keys.map((key) => record(key.slice(-9)))));
    expect(settled.messages).toMatchObject({ received: 2, returned: 1, forwarded: 1 });
    expect(settled).toMatchObject({ identityViolations: 0, dead: 0 });
    // What was finished before is known to the ledger, so the second attempt reads only what is left.
    expect(settled.events).toHaveLength(3);
    expect(settled.reasons.duplicate).toBe(2);
  }));

test("F07: an S3 notification with several Records, one unreadable → RETRY the message", () =>
  inWorld({}, async (world) => {
    const other = logKey("B");
    await silently(world, KEY, logFile("a"));
    await silently(world, other, logFile("b"));
    world.aws.faults.failNext(
      { operation: "GetObject", resource: `arn:aws:s3:::${BUCKET}/${other}` },
      { status: 403, code: "AccessDenied", message: "Access Denied" },
      2,
    );
    world.send(s3Body(KEY, other));
    const settled = await world.settle();
    expect(settled.messages).toMatchObject({ returned: 2, forwarded: 1 });
    expect(new Set(settled.events)).toEqual(new Set([record("a"), record("b")]));
  }));

test("F08: a body that is not JSON, or random bytes → REJECT(unknown_body), the body kept", () =>
  inWorld({}, async (world) => {
    world.send("not json at all", "{", '"text"', "[]", "\u{1f4a9}�");
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { rejected: 5 }, reasons: { unknown_body: 5 }, dead: 0 });
    expect(settled.rejects.map(({ kept }) => kept).sort()).toEqual(
      ["not json at all", "{", '"text"', "[]", "\u{1f4a9}�"].sort(),
    );
  }));

test("F09: a notification with empty Records → SKIP(empty_notification)", () =>
  inWorld({}, async (world) => {
    world.send('{"Records":[]}');
    expect(await world.settle()).toMatchObject({
      messages: { skipped: 1 },
      reasons: { empty_notification: 1 },
    });
  }));

test("F10: a key with space, +, %2B, unicode and quotes → exactly that object, as S3 encodes it", () =>
  inWorld({}, async (world) => {
    const names = ["a b", "a+b", "a%2Bb", "ünïcødé-漢字", "q'uo\"te", "per%cent", "q?m&=#"];
    const keys = names.map((name) => `${name}/${KEY}`);
    for (const [index, key] of keys.entries()) await world.put(key, logFile(`e${index}`));
    const settled = await world.settle();
    expect([...settled.events].sort()).toEqual(keys.map((_, index) => record(`e${index}`)));
    expect(settled).toMatchObject({ messages: { forwarded: keys.length }, dead: 0 });
  }));

test("F11: a key with a malformed % → REJECT(bad_key)", () =>
  inWorld({}, async (world) => {
    world.send(s3Body(KEY).replace(/"key":"[^"]*"/, '"key":"AWSLogs/%E0%A4%A"'));
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { rejected: 1 }, reasons: { bad_key: 1 } });
    expect(settled.rejects[0]?.kept).toContain("%E0%A4%A");
  }));

test("F12: ObjectRemoved, Restore and Tagging events → SKIP(not_created)", () =>
  inWorld({}, async (world) => {
    for (const eventName of ["ObjectRemoved:Delete", "ObjectRestore:Completed", "ObjectTagging:Put"])
      world.send(s3Event(() => ({ eventName })));
    expect(await world.settle()).toMatchObject({ messages: { skipped: 3 }, reasons: { not_created: 3 } });
  }));

test("F13: eventVersion 2.9 → DONE; 3.0 → RETRY to the DLQ + ALARM(ConfigErrors)", () =>
  inWorld({}, async (world) => {
    await silently(world, KEY, logFile("a"));
    world.send(
      s3Event(() => ({ eventVersion: "2.9", newField: {} })),
      s3Event(() => ({ eventVersion: "3.0" })),
    );
    const settled = await world.settle();
    expect(settled).toMatchObject({ messages: { forwarded: 1, returned: 6 }, dead: 1 });
    expect(settled.configErrors).toBe(6);
  }));

test("F14: a bucket that is not allowed → REJECT(foreign_bucket), no request is sent", () =>
  inWorld({}, async (world) => {
    const operations: string[] = [];
    world.aws.faults.add(({ operation }) => {
      operations.push(operation);
      return undefined;
    });
    world.send(s3Body(KEY).replace(BUCKET, "somebody-elses-bucket"));
    const settled = await world.settle();
    expect(settled).toMatchObject({ objects: { rejected: 1 }, reasons: { foreign_bucket: 1 } });
    expect(operations.filter((operation) => operation === "GetObject")).toEqual([]);
  }));

test("F15: a duplicate notification of the same version, later → SKIP(duplicate)", () =>
  inWorld({}, async (world) => {
    await world.put(KEY, logFile("a"));
    const [message] = world.queue.peek();
    await world.settle();
    world.send(message?.body ?? "");
    const settled = await world.settle();
    expect(settled).toMatchObject({
      events: [record("a")],
      reasons: { duplicate: 1 },
      messages: { skipped: 1 },
    });
  }));

test("F16: the same notification in two invocations at once → no loss, at most duplicates", () =>
  inWorld({ batchSize: 1 }, async (world) => {
    await world.put(KEY, logFile("a", "b"));
    const [message] = world.queue.peek();
    world.send(message?.body ?? "", message?.body ?? "", message?.body ?? "");
    const settled = await world.settle();
    expect(new Set(settled.events)).toEqual(new Set([record("a"), record("b")]));
    expect(settled).toMatchObject({ dead: 0, identityViolations: 0, messages: { received: 4, returned: 0 } });
  }));

test("F17: the same message twice in one batch → the response is valid and names it once", () =>
  inWorld({}, async (world) => {
    await silently(world, KEY, logFile("a"));
    world.receiver.script = () => ({ status: 503 });
    const message = {
      messageId: "twice",
      receiptHandle: "h",
      body: s3Body(KEY),
      attributes: { ApproximateReceiveCount: "1" },
    };
    const other = { ...message, messageId: "other", body: "CloudTrail validation message." };
    const answer = await world.invoke(JSON.stringify({ Records: [message, message, other] }));
    expect(JSON.parse(answer)).toEqual({ batchItemFailures: [{ itemIdentifier: "twice" }] });
  }));

test("F18: notifications out of order → no effect on what arrives", () =>
  inWorld({ batchSize: 2 }, async (world) => {
    const keys = Array.from({ length: 9 }, (_, index) => logKey(`N${index}`));
    for (const key of keys) await silently(world, key, logFile(key.slice(-10)));
    world.send(...[...keys].reverse().map((key) => s3Body(key)));
    const settled = await world.settle();
    expect([...settled.events].sort()).toEqual(keys.map((key) => record(key.slice(-10))).sort());
  }));

test("F19: one key, two versions → both are read by their version id", () =>
  inWorld({ isVersioned: true }, async (world) => {
    await world.put(KEY, logFile("first"));
    await world.put(KEY, logFile("second"));
    const settled = await world.settle();
    expect([...settled.events].sort()).toEqual([record("first"), record("second")]);
    expect(world.ledger()).toHaveLength(2);
  }));

test("F21: a folder marker and an object of no bytes → SKIP(folder_marker) and REJECT(empty_object)", () =>
  inWorld({}, async (world) => {
    await world.put("AWSLogs/111122223333/CloudTrail/", "");
    await world.put(KEY, "");
    const settled = await world.settle();
    // An empty log file is no marker: CloudTrail never writes one, so somebody should look at it.
    expect(settled).toMatchObject({ objects: { skipped: 1, rejected: 1 }, dead: 0 });
    expect(settled.rejects).toMatchObject([{ what: "object", reason: "empty_object" }]);
  }));

test("F22: every way out of the handler gives a list or throws, never undefined → the build fails otherwise", async () => {
  await inWorld({}, async (world) => {
    Object.assign(process.env, world.functionEnvironment);
    const lines = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const context = { getRemainingTimeInMillis: () => 30_000 } as Parameters<typeof handler>[1];
    const message = (body: string) => ({
      messageId: "m",
      receiptHandle: "h",
      body,
      attributes: { ApproximateReceiveCount: "1" },
    });
    const answers: unknown[] = [];
    await silently(world, KEY, logFile("a"));
    for (const body of [
      "CloudTrail validation message.",
      "?",
      '{"Records":[]}',
      s3Body(KEY),
      s3Body("gone"),
    ]) {
      const event = { Records: [message(body)] } as unknown as Parameters<typeof handler>[0];
      answers.push(await handler(event, context));
    }
    answers.push(await handler({ Records: [] }, context));
    world.receiver.script = () => ({ status: 401 });
    const other = logKey("B");
    await silently(world, other, logFile("b"));
    const failing = { Records: [message(s3Body(other))] } as unknown as Parameters<typeof handler>[0];
    await expect(handler(failing, context)).rejects.toThrow("could be forwarded");
    lines.mockRestore();
    for (const answer of answers) expect(answer).toEqual({ batchItemFailures: expect.any(Array) });
  });
});

test("F23: the response only ever names messages of its batch → contract of the event source mapping", () =>
  inWorld({}, async (world) => {
    world.aws.faults.add(({ operation }) =>
      operation === "GetObject" ? { status: 403, code: "AccessDenied" } : undefined,
    );
    const messages = ["x", "y", "z"].map((messageId) => ({
      messageId,
      receiptHandle: messageId,
      body: s3Body(logKey(messageId.toUpperCase())),
      attributes: { ApproximateReceiveCount: "1" },
    }));
    const answer = await world.invoke(JSON.stringify({ Records: messages }));
    const verdict = readBatchResponse(answer, ["x", "y", "z"]);
    expect(verdict).toEqual({ outcome: "partial", returned: new Set(["x", "y", "z"]) });
    expect(readBatchResponse(answer, ["x", "y"]).outcome).toBe("invalid");
  }));

test("F24: an object that was deleted before it is read → RETRY few times, then REJECT(object_missing) + ALARM(Rejects)", () =>
  inWorld({}, async (world) => {
    await world.put(KEY, logFile("a"));
    await world.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: KEY }));
    const settled = await world.settle();
    expect(settled).toMatchObject({
      messages: { received: 3, returned: 2 },
      objects: { rejected: 1 },
      dead: 0,
    });
    expect(settled.rejects).toMatchObject([{ what: "object", reason: "object_missing" }]);
  }));
