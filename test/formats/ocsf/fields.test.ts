import { at, call, eventOf } from "./event.ts";

describe("the source of a call", () => {
  test.each([
    ["203.0.113.7", { ip: "203.0.113.7" }],
    ["2001:db8::1", { ip: "2001:db8::1" }],
    ["ec2.amazonaws.com", { domain: "ec2.amazonaws.com", svc_name: "ec2.amazonaws.com" }],
    ["08.1.250.216", { name: "08.1.250.216" }],
    ["AWS Internal/3", { name: "AWS Internal/3" }],
    [
      "0000:0000:0000:0000:0000:ffff:192.168.100.228",
      { name: "0000:0000:0000:0000:0000:ffff:192.168.100.228" },
    ],
    ["", { name: "Unknown" }],
  ])("%s becomes %j", (sourceIPAddress, expected) => {
    expect(eventOf(call({ sourceIPAddress })).src_endpoint).toEqual(expected);
  });

  test("a VPC endpoint alone is enough", () => {
    const record = call({ sourceIPAddress: undefined, vpcEndpointId: "vpce-1" });

    expect(eventOf(record).src_endpoint).toEqual({ uid: "vpce-1" });
  });

  test("1.1.0 accepts a service name because it stands in svc_name, too", () => {
    const record = call({ sourceIPAddress: "ec2.amazonaws.com" });

    expect(at(eventOf(record, { version: "1.1.0" }), "src_endpoint.svc_name")).toBe("ec2.amazonaws.com");
  });
});

describe("the outcome", () => {
  const statusOf = (changes: object) => eventOf(call({ ...changes })).status;

  test.each([
    [{}, "Success"],
    [{ errorCode: "AccessDenied" }, "Failure"],
    [{ errorMessage: "no" }, "Failure"],
    [{ errorCode: "", errorMessage: null }, "Success"],
  ])("of a call with %j is %s", (changes, expected) => {
    expect(statusOf(changes)).toBe(expected);
  });

  test.each(["Success", "Failure"])("of a console login is what the login says: %s", (word) => {
    const login = { eventSource: "signin.amazonaws.com", eventName: "ConsoleLogin" };

    expect(statusOf({ ...login, responseElements: { ConsoleLogin: word } })).toBe(word);
  });

  test("of a role switch is in the answer, too, and no error code comes with it", () => {
    const signIn = {
      eventSource: "signin.amazonaws.com",
      eventType: "AwsConsoleSignIn",
      eventName: "SwitchRole",
    };

    expect(statusOf({ ...signIn, responseElements: { SwitchRole: "Failure" } })).toBe("Failure");
  });

  test("is not taken from the answer of an API call that has a member of the call's name", () => {
    expect(statusOf({ eventName: "GetJob", responseElements: { GetJob: "Failure" } })).toBe("Success");
  });

  test("of an Identity Center step stands under the step's own name", () => {
    const step = { eventSource: "signin.amazonaws.com", eventName: "UserAuthentication" };

    expect(statusOf({ ...step, serviceEventDetails: { UserAuthentication: "Failure" } })).toBe("Failure");
  });

  test("is not looked up on the prototype of an object", () => {
    expect(statusOf({ eventName: "constructor", serviceEventDetails: {} })).toBe("Success");
  });
});

describe("observables", () => {
  test("name a resource once, however often the record does", () => {
    const resources = ["arn:aws:kms:k1", "arn:aws:kms:k2", "arn:aws:kms:k1"].map((ARN) => ({ ARN }));
    const observables = eventOf(call({ resources })).observables as { name: string; value: string }[];

    expect(observables.filter(({ name }) => name === "resources.uid").map(({ value }) => value)).toEqual([
      "arn:aws:kms:k1",
      "arn:aws:kms:k2",
    ]);
  });
});

describe("the time", () => {
  const timeOf = (eventTime: unknown, key?: string) => {
    const event = eventOf(call({ eventTime }), { key });
    return [event.time, event.time_dt, at(event, "metadata.labels"), at(event, "metadata.original_time")];
  };

  test("is the record's own", () => {
    expect(timeOf("2026-02-03T04:05:06Z")).toEqual([
      Date.UTC(2026, 1, 3, 4, 5, 6),
      "2026-02-03T04:05:06Z",
      undefined,
      "2026-02-03T04:05:06Z",
    ]);
  });

  test("is told in UTC when the record tells it with an offset", () => {
    expect(timeOf("2026-02-03T04:05:06.5+01:00").slice(0, 2)).toEqual([
      Date.UTC(2026, 1, 3, 3, 5, 6, 500),
      "2026-02-03T03:05:06.500Z",
    ]);
  });

  test.each(["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-03T24:00:00Z", "yesterday", 7])(
    "%s is none, so the log file's name tells the minute, and a label says so",
    (eventTime) => {
      const key = "AWSLogs/1/111122223333_CloudTrail_eu-central-1_20260203T0410Z_abc.json.gz";

      expect(timeOf(eventTime, key)).toEqual([
        Date.UTC(2026, 1, 3, 4, 10),
        "2026-02-03T04:10:00Z",
        ["event time missing: minute of the log file name used"],
        String(eventTime),
      ]);
    },
  );

  test("is the log file's arrival when its name tells no minute", () => {
    const receivedMs = Date.UTC(2026, 1, 3, 4, 12);

    expect(eventOf(call({ eventTime: "?" }), { receivedMs })).toMatchObject({
      time: receivedMs,
      metadata: { labels: ["event time missing: arrival of the log file used"] },
    });
  });

  test("is the epoch when nothing tells it, and a label says so", () => {
    expect(timeOf(undefined)).toEqual([
      0,
      "1970-01-01T00:00:00Z",
      ["event time missing: epoch used"],
      undefined,
    ]);
  });
});

describe("what has no attribute", () => {
  const unmappedOf = (changes: object) => eventOf(call({ ...changes })).unmapped;

  test("is flat, dotted and text", () => {
    expect(unmappedOf({ future: { a: { b: 1 }, c: [true], d: "", e: null, f: {}, g: [] } })).toEqual({
      "future.a.b": "1",
      "future.c[]": "true",
    });
  });

  test("keeps several values of one key as a JSON array", () => {
    expect(
      unmappedOf({ future: [{ a: 1 }, { a: "x" }, { b: false }], "dotted.key": 1, dotted: { key: 2 } }),
    ).toEqual({
      "future[].a": '[1,"x"]',
      "future[].b": "false",
      "dotted.key": "[1,2]",
    });
  });

  test("keeps what is nested too deeply for a path as JSON text", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(40)}"leaf"${"}".repeat(40)}`);
    const [[path, text] = ["", ""]] = Object.entries(Object(unmappedOf({ future: deep })));

    expect(path).toBe(`future${".a".repeat(24)}`);
    expect(text).toBe(`${'{"a":'.repeat(16)}"leaf"${"}".repeat(16)}`);
  });

  test("takes keys of any kind, __proto__ included", () => {
    const additionalEventData = JSON.parse('{"__proto__":{"x":1},"constructor":"c","":"empty"}');

    expect(Object.entries(Object(unmappedOf({ additionalEventData })))).toEqual([
      ["additionalEventData.__proto__.x", "1"],
      ["additionalEventData.constructor", "c"],
      ["additionalEventData.", "empty"],
    ]);
  });

  test("takes a text that is too long for a text attribute of 1.1.0", () => {
    const record = call({ userAgent: "x".repeat(65_536) });

    expect(eventOf(record, { version: "1.1.0" }).unmapped).toEqual({ userAgent: "x".repeat(65_536) });
  });
});

describe("resources", () => {
  const resources = [
    { ARN: "arn:aws:s3:::b/k", type: "AWS::S3::Object" },
    { ARNPrefix: "arn:aws:s3:::b/", accountId: "111122223333", extra: 1 },
    { type: "AWS::S3::Bucket", accountId: "444455556666" },
    "odd",
  ];

  test("of an API call are told by ARN or its prefix; the rest of an entry stays", () => {
    const event = eventOf(call({ resources }));

    expect(event.resources).toEqual([
      { uid: "arn:aws:s3:::b/k", type: "AWS::S3::Object" },
      { uid: "arn:aws:s3:::b/", owner: { account: { uid: "111122223333" } } },
    ]);
    expect(event.unmapped).toEqual({
      "resources[].extra": "1",
      "resources[].type": "AWS::S3::Bucket",
      "resources[].accountId": "444455556666",
      "resources[]": "odd",
    });
  });

  test("of a sign-in have no attribute", () => {
    const event = eventOf(call({ eventSource: "sts.amazonaws.com", eventName: "AssumeRole", resources }));

    expect(event.resources).toBeUndefined();
    expect(at(event, "unmapped")).toMatchObject({ "resources[].ARN": "arn:aws:s3:::b/k" });
  });
});

test("request and response are JSON as text", () => {
  const event = eventOf(
    call({ requestParameters: { a: [1] }, responseElements: { b: 'say "hi"' }, requestID: undefined }),
  );

  expect(at(event, "api.request")).toEqual({ uid: call().eventID, data: '{"a":[1]}' });
  expect(at(event, "api.response")).toEqual({ data: '{"b":"say \\"hi\\""}' });
});

test("the host that the client asked for is the destination, without its port", () => {
  const hostOf = (clientProvidedHostHeader: string) =>
    at(eventOf(call({ tlsDetails: { clientProvidedHostHeader } })), "dst_endpoint.hostname");

  expect(hostOf("ec2.eu-central-1.amazonaws.com:443")).toBe("ec2.eu-central-1.amazonaws.com");
  expect(hostOf("clientProvidedHostHeader")).toBeUndefined();
  expect(hostOf("203.0.113.7")).toBeUndefined();
});

test("policies are a list in 1.8.0 and one object in 1.1.0", () => {
  const record = call({
    eventSource: "iam.amazonaws.com",
    eventName: "PutUserPolicy",
    requestParameters: { userName: "bob", policyName: "p" },
  });

  expect(eventOf(record).policies).toEqual([{ name: "p" }]);
  expect(eventOf(record, { version: "1.1.0" }).policy).toEqual({ name: "p" });
});

test("provenance and raw text travel along when asked, under names that are no record's", () => {
  const event = eventOf(call(), { provenance: true, includeRaw: true, key: 'a "key"' });

  expect(JSON.parse(String(event.raw_data))).toEqual(call());
  expect(event.unmapped).toMatchObject({
    "cloudtrail_forwarder.key": 'a "key"',
    "cloudtrail_forwarder.ordinal": "0",
  });
});

test("a raw text beyond what 1.1.0 allows stays in unmapped", () => {
  const event = eventOf(call({ requestParameters: { blob: "x".repeat(65_536) } }), {
    version: "1.1.0",
    includeRaw: true,
  });

  expect(event.raw_data).toBeUndefined();
  expect(Object(event.unmapped)["cloudtrail_forwarder.raw"]).toContain("xxx");
});
