import { decodeNotification } from "../../lambda/decode/notification.ts";
import {
  BUCKET,
  cloudTrailSnsBody,
  continuationBody,
  eventBridgeBody,
  inSns,
  LOG_KEY,
  s3Body,
  s3Record,
  subscriptionBody,
  testEventBody,
} from "./notification-shapes.ts";

const reasonsOf = (list: readonly { reason: string }[]) => list.map(({ reason }) => reason);
const keysOf = (body: string) => decodeNotification(body).objects.map(({ key }) => key);

describe("the objects of each shape", () => {
  test("S3's notification gives bucket, key, version, etag, size, time and region", () => {
    expect(decodeNotification(s3Body(LOG_KEY))).toEqual({
      shape: "s3",
      objects: [
        {
          bucket: BUCKET,
          key: LOG_KEY,
          versionId: "096fKKXTRTtl3on89fVO.nfljtsv6qko",
          etag: "d41d8cd98f00b204e9800998ecf8427e",
          size: 4711,
          createdMs: Date.UTC(2026, 1, 3, 4, 10, 12, 345),
          region: "eu-central-1",
        },
      ],
      skipped: [],
      rejected: [],
    });
  });

  test("EventBridge's event gives the same facts", () => {
    const { shape, objects } = decodeNotification(eventBridgeBody(LOG_KEY));
    const [fromS3] = decodeNotification(s3Body(LOG_KEY)).objects;
    expect(shape).toBe("eventbridge");
    expect(objects).toEqual([{ ...fromS3, createdMs: Date.UTC(2026, 1, 3, 4, 10, 12) }]);
  });

  test("CloudTrail's own notification names every key of its list", () => {
    const decoded = decodeNotification(cloudTrailSnsBody("AWSLogs/a.json.gz", "AWSLogs/b.json.gz"));
    expect(decoded).toEqual({
      shape: "cloudtrail-sns",
      objects: [
        { bucket: BUCKET, key: "AWSLogs/a.json.gz" },
        { bucket: BUCKET, key: "AWSLogs/b.json.gz" },
      ],
      skipped: [],
      rejected: [],
    });
  });

  test("CloudTrail's own notification may hold one key as text", () => {
    expect(keysOf(JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: LOG_KEY }))).toEqual([LOG_KEY]);
  });

  test("several S3 records of one message are several objects", () => {
    expect(keysOf(s3Body("AWSLogs/a.json.gz", "AWSLogs/b.json.gz"))).toEqual([
      "AWSLogs/a.json.gz",
      "AWSLogs/b.json.gz",
    ]);
  });

  test.each(["Put", "Post", "Copy", "CompleteMultipartUpload"])(
    "ObjectCreated:%s is a created object",
    (way) => {
      expect(
        keysOf(JSON.stringify({ Records: [s3Record(LOG_KEY, { eventName: `ObjectCreated:${way}` })] })),
      ).toEqual([LOG_KEY]);
    },
  );

  test("a notification of bucket and key alone is enough", () => {
    expect(
      keysOf(JSON.stringify({ Records: [{ s3: { bucket: { name: "b" }, object: { key: "k.json" } } }] })),
    ).toEqual(["k.json"]);
    expect(keysOf(JSON.stringify({ detail: { bucket: { name: "b" }, object: { key: "k.json" } } }))).toEqual([
      "k.json",
    ]);
    expect(keysOf('{"forwarder":1,"objects":[{"bucket":"b","key":"k.json"}]}')).toEqual(["k.json"]);
  });

  test("an S3 record of a later minor version is read", () => {
    expect(keysOf(JSON.stringify({ Records: [s3Record(LOG_KEY, { eventVersion: "2.9" })] }))).toEqual([
      LOG_KEY,
    ]);
  });

  test("an object named twice in one message is read once", () => {
    const decoded = decodeNotification(s3Body(LOG_KEY, LOG_KEY));
    expect(decoded.objects).toHaveLength(1);
    expect(reasonsOf(decoded.skipped)).toEqual(["duplicate"]);
  });

  test("two versions of one key are two objects", () => {
    const second = s3Record(LOG_KEY);
    const s3 = { bucket: { name: BUCKET }, object: { key: LOG_KEY, versionId: "second" } };
    const decoded = decodeNotification(JSON.stringify({ Records: [second, { ...second, s3 }] }));
    expect(decoded.objects.map(({ versionId }) => versionId)).toEqual([
      "096fKKXTRTtl3on89fVO.nfljtsv6qko",
      "second",
    ]);
  });
});

describe("keys", () => {
  const encodedKey = (key: string) =>
    JSON.stringify({ Records: [{ s3: { bucket: { name: "b" }, object: { key } } }] });

  test.each([
    ["a+b.json", "a b.json"],
    ["a%2Bb.json", "a+b.json"],
    ["a%20b.json", "a b.json"],
    ["year%3D2026/x.json", "year=2026/x.json"],
    ["year=2026/x.json", "year=2026/x.json"],
    ["AWSLogs%2F111122223333%2Fx.json", "AWSLogs/111122223333/x.json"],
    ["caf%C3%A9/%F0%9F%94%90.json", "café/🔐.json"],
    ["quote%22.json", 'quote".json'],
    ["100%25.json", "100%.json"],
  ])("S3 writes %s for %s", (encoded, key) => {
    expect(keysOf(encodedKey(encoded))).toEqual([key]);
  });

  test.each(["a b+c.json", "a%2Bb.json", "100%.json", "café=🔐.json"])(
    "%s stays as it is in CloudTrail's, EventBridge's and our own message",
    (key) => {
      expect(keysOf(cloudTrailSnsBody(key))).toEqual([key]);
      expect(keysOf(eventBridgeBody(key))).toEqual([key]);
      expect(keysOf(continuationBody(key))).toEqual([key]);
    },
  );

  test.each(["100%.json", "%E0%A4%A.json", "%FF.json"])(
    "%s is rejected as bad_key, its neighbour is read",
    (bad) => {
      const good = { s3: { bucket: { name: "b" }, object: { key: "good.json" } } };
      const body = JSON.stringify({
        Records: [{ s3: { bucket: { name: "b" }, object: { key: bad } } }, good],
      });
      const decoded = decodeNotification(body);
      expect(reasonsOf(decoded.rejected)).toEqual(["bad_key"]);
      expect(decoded.objects.map(({ key }) => key)).toEqual(["good.json"]);
    },
  );

  test("half a character is rejected as bad_key", () => {
    expect(reasonsOf(decodeNotification('{"s3Bucket":"b","s3ObjectKey":["\\ud83d.json"]}').rejected)).toEqual(
      ["bad_key"],
    );
  });

  test("a key longer than S3's 1024 bytes is rejected as bad_key", () => {
    expect(keysOf(cloudTrailSnsBody("k".repeat(1024)))).toHaveLength(1);
    expect(reasonsOf(decodeNotification(cloudTrailSnsBody("é".repeat(513))).rejected)).toEqual(["bad_key"]);
  });
});

describe("envelopes", () => {
  test("one and two SNS envelopes are taken off", () => {
    for (const body of [
      s3Body(LOG_KEY),
      cloudTrailSnsBody(LOG_KEY),
      eventBridgeBody(LOG_KEY),
      continuationBody(LOG_KEY),
    ]) {
      expect(decodeNotification(inSns(body))).toEqual(decodeNotification(body));
      expect(decodeNotification(inSns(inSns(body)))).toEqual(decodeNotification(body));
    }
  });

  test("a third envelope is rejected as unknown_body", () => {
    const decoded = decodeNotification(inSns(inSns(inSns(s3Body(LOG_KEY)))));
    expect(decoded).toMatchObject({ shape: "unknown", objects: [] });
    expect(reasonsOf(decoded.rejected)).toEqual(["unknown_body"]);
  });

  test("an envelope of which only Message is left is still taken off", () => {
    expect(keysOf(JSON.stringify({ Message: s3Body(LOG_KEY) }))).toEqual([LOG_KEY]);
  });
});

describe("messages without objects", () => {
  test.each([
    ["S3's test event", testEventBody(), "test_event"],
    ["CloudTrail's validation text", "CloudTrail validation message.", "validation_message"],
    ["an empty Records", '{"Records":[]}', "empty_notification"],
    ["an empty list of keys", '{"s3Bucket":"b","s3ObjectKey":[]}', "empty_notification"],
    ["a continuation of nothing", '{"forwarder":1,"objects":[]}', "empty_notification"],
    [
      "a removed object",
      JSON.stringify({ Records: [s3Record(LOG_KEY, { eventName: "ObjectRemoved:Delete" })] }),
      "not_created",
    ],
    [
      "a restored object",
      JSON.stringify({ Records: [s3Record(LOG_KEY, { eventName: "ObjectRestore:Completed" })] }),
      "not_created",
    ],
    [
      "a tagged object",
      JSON.stringify({ Records: [s3Record(LOG_KEY, { eventName: "ObjectTagging:Put" })] }),
      "not_created",
    ],
    [
      "EventBridge's Object Deleted",
      eventBridgeBody(LOG_KEY, { "detail-type": "Object Deleted" }),
      "not_created",
    ],
  ])("%s is skipped by name, bare and in SNS", (_what, body, reason) => {
    for (const wrapped of [body, inSns(body), inSns(inSns(body))]) {
      const decoded = decodeNotification(wrapped);
      expect(reasonsOf(decoded.skipped)).toEqual([reason]);
      expect(decoded).toMatchObject({ objects: [], rejected: [] });
    }
  });

  test("a removed object does not hide the created one beside it", () => {
    const removed = s3Record("gone.json.gz", { eventName: "ObjectRemoved:DeleteMarkerCreated" });
    const decoded = decodeNotification(JSON.stringify({ Records: [removed, s3Record(LOG_KEY)] }));
    expect(decoded.objects.map(({ key }) => key)).toEqual([LOG_KEY]);
    expect(reasonsOf(decoded.skipped)).toEqual(["not_created"]);
  });

  test.each(["SubscriptionConfirmation", "UnsubscribeConfirmation"])(
    "%s is rejected, never answered",
    (type) => {
      const decoded = decodeNotification(subscriptionBody(type));
      expect(decoded).toMatchObject({ shape: "control", objects: [] });
      expect(reasonsOf(decoded.rejected)).toEqual(["subscription_confirmation"]);
      expect(decoded.rejected[0]?.detail).toContain("444455556666:stranger");
      expect(decoded.rejected[0]?.detail).not.toContain("2336412f37");
    },
  );

  test.each([
    ["a person's greeting", "hello queue"],
    ["nothing", ""],
    ["blanks", "  \n"],
    ["a number", "42"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["a foreign object", '{"hello":"queue"}'],
    ["Records that are no list", '{"Records":{}}'],
    ["half a JSON", '{"Records":['],
    ["an SNS envelope of prose", inSns("hello topic")],
    [
      "a CloudTrail record sent by EventBridge",
      eventBridgeBody(LOG_KEY, { source: "aws.iam", "detail-type": "AWS API Call via CloudTrail" }),
    ],
    ["a CloudTrail log file itself", '{"Records":[{"eventVersion":"2.0","eventName":"ObjectCreated:Put"}]}'],
  ])("%s is rejected as unknown_body", (_what, body) => {
    const decoded = decodeNotification(body);
    expect(reasonsOf(decoded.rejected)).toEqual(["unknown_body"]);
    expect(decoded).toMatchObject({ objects: [], skipped: [] });
  });

  test("the text of an unknown body is not repeated in the detail", () => {
    for (const body of ["password=hunter2", '"password=hunter2"', '{"note":"password=hunter2"}'])
      expect(JSON.stringify(decodeNotification(body))).not.toContain("hunter2");
  });

  test("a record without key or bucket is rejected, its neighbours are read", () => {
    const records = [
      s3Record(LOG_KEY, { s3: { bucket: { name: "b" } } }),
      null,
      s3Record(LOG_KEY, { s3: null }),
      s3Record(LOG_KEY),
    ];
    const decoded = decodeNotification(JSON.stringify({ Records: records }));
    expect(reasonsOf(decoded.rejected)).toEqual(["unknown_body", "unknown_body", "unknown_body"]);
    expect(decoded.objects).toHaveLength(1);
  });
});

describe("messages from the future", () => {
  test("an S3 record of an unknown major version sends the whole message back", () => {
    const body = JSON.stringify({
      Records: [s3Record("a.json.gz"), s3Record("b.json.gz", { eventVersion: "3.0" })],
    });
    expect(decodeNotification(body)).toMatchObject({
      objects: [],
      skipped: [],
      rejected: [],
      returned: { reason: "unsupported_version", detail: expect.stringContaining('"3.0"') },
    });
  });

  test("a message of a newer release of the forwarder goes back", () => {
    expect(decodeNotification('{"forwarder":2,"work":[]}').returned?.reason).toBe("unsupported_version");
  });

  test.each([undefined, null, 2.1, "2", "2.1", "latest", {}])("eventVersion %p is read", (eventVersion) => {
    expect(keysOf(JSON.stringify({ Records: [s3Record(LOG_KEY, { eventVersion })] }))).toEqual([LOG_KEY]);
  });
});

test("member names like __proto__ change nothing", () => {
  const decoded = decodeNotification(
    '{"__proto__":{"Records":[]},"constructor":1,"s3Bucket":"b","s3ObjectKey":["k.json"]}',
  );
  expect(decoded.objects).toEqual([{ bucket: "b", key: "k.json" }]);
  expect(({} as Record<string, unknown>).Records).toBeUndefined();
});
