import { createHmac } from "node:crypto";
import fc from "fast-check";
import { redactConfig } from "../../lambda/contract/redact-config.ts";
import { compileRedactor, MASK, type Redactor, redactRecord } from "../../lambda/redact/redact.ts";
import type { CloudTrailRecord } from "../../lambda/types.ts";

const KEY = "a key for tests only";
const ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redact-AbCdEf";

function redactorOf(config: Record<string, unknown>): Redactor {
  const redactor = compileRedactor(redactConfig.parse({ hashKeySecretArn: ARN, ...config }), KEY);
  if (!redactor) throw new Error("the test's configuration redacts nothing");
  return redactor;
}

function redact(config: Record<string, unknown>, record: CloudTrailRecord) {
  const counts = new Map<string, number>();
  return { record: redactorOf(config)(record, counts), counts: Object.fromEntries(counts) };
}

const rule = (changes: Record<string, unknown>) => ({ rules: [{ name: "r", ...changes }] });
const hashOf = (text: string) => `hmac-sha256:${createHmac("sha256", KEY).update(text).digest("hex")}`;

describe("by path", () => {
  const record = {
    eventID: "e1",
    userIdentity: { userName: "alice", arn: "arn:alice" },
    requestParameters: {
      password: "p1",
      nested: { password: "p2", "odd.name": "p3" },
      list: [{ password: "p4" }, 5],
    },
    responseElements: null,
  };

  test.each<[string, string[], unknown, number]>([
    [
      "one place",
      ["requestParameters.password"],
      { ...record, requestParameters: { ...record.requestParameters, password: MASK } },
      1,
    ],
    ["any name", ["userIdentity.*"], { ...record, userIdentity: { userName: MASK, arn: MASK } }, 2],
    [
      "any depth, also through arrays",
      ["**.password"],
      {
        ...record,
        requestParameters: {
          password: MASK,
          nested: { password: MASK, "odd.name": "p3" },
          list: [{ password: MASK }, 5],
        },
      },
      3,
    ],
    [
      "a name with a dot",
      ["requestParameters.nested.odd\\.name"],
      {
        ...record,
        requestParameters: { ...record.requestParameters, nested: { password: "p2", "odd.name": MASK } },
      },
      1,
    ],
    ["a whole object", ["requestParameters"], { ...record, requestParameters: MASK }, 1],
    [
      "everything below a name",
      ["userIdentity.**"],
      { ...record, userIdentity: { userName: MASK, arn: MASK } },
      2,
    ],
  ])("%s is masked and counted", (_what, paths, expected, count) => {
    expect(redact(rule({ paths }), record)).toEqual({ record: expected, counts: { r: count } });
  });

  test("what is not there, null or empty is not redacted and not counted", () => {
    const empty = { responseElements: null, requestParameters: { password: "" } };
    const result = redact(rule({ paths: ["responseElements", "**.password", "nowhere.at.all"] }), empty);
    expect(result.counts).toEqual({});
    expect(result.record).toBe(empty);
  });

  test("the same value has the same hash, another key another one", () => {
    const config = rule({ paths: ["a", "b", "c"], action: "hash" });
    expect(redact(config, { a: "alice", b: "alice", c: { d: 1 } }).record).toEqual({
      a: hashOf("alice"),
      b: hashOf("alice"),
      c: hashOf('{"d":1}'),
    });
    const parsed = redactConfig.parse({ ...config, hashKeySecretArn: ARN });
    expect(compileRedactor(parsed, "another key")?.({ a: "alice" }, new Map())).not.toEqual({
      a: hashOf("alice"),
    });
  });

  test("the first rule that covers a value replaces it", () => {
    const rules = [
      { name: "first", paths: ["a"], action: "hash" },
      { name: "second", paths: ["**"] },
    ];
    expect(redact({ rules }, { a: "x", b: "y" })).toEqual({
      record: { a: hashOf("x"), b: MASK },
      counts: { first: 1, second: 1 },
    });
  });

  test("a member called __proto__ stays a member", () => {
    const record = JSON.parse('{"__proto__":{"password":"p"},"other":1}') as CloudTrailRecord;
    const { record: redacted } = redact(rule({ paths: ["**.password"] }), record);
    expect(JSON.stringify(redacted)).toBe(`{"__proto__":{"password":"${MASK}"},"other":1}`);
  });
});

describe("by pattern", () => {
  test("only what is found is replaced, as often as it is found", () => {
    expect(
      redact(rule({ pattern: "[a-z]+@example\\.com" }), {
        a: "from alice@example.com to bob@example.com.",
        b: ["carlos@example.com"],
        c: 7,
      }),
    ).toEqual({ record: { a: `from ${MASK} to ${MASK}.`, b: [MASK], c: 7 }, counts: { r: 3 } });
  });

  test("paths limit where is looked", () => {
    const record = { userAgent: "id 4711", requestParameters: { note: "id 4711", deep: { note: "4711" } } };
    expect(redact(rule({ pattern: "[0-9]{4}", paths: ["requestParameters"] }), record).record).toEqual({
      userAgent: "id 4711",
      requestParameters: { note: `id ${MASK}`, deep: { note: MASK } },
    });
  });

  test("a text below several ends of one path is replaced once", () => {
    expect(
      redact(rule({ pattern: "[a-z]+", paths: ["**"], action: "hash" }), { a: { b: { c: "alice" } } }),
    ).toEqual({
      record: { a: { b: { c: hashOf("alice") } } },
      counts: { r: 1 },
    });
  });

  test("what is found may be hashed, so that it can still be joined", () => {
    expect(redact(rule({ pattern: "alice", action: "hash" }), { a: "user/alice" }).record).toEqual({
      a: `user/${hashOf("alice")}`,
    });
  });

  test("text outside the basic plane is cut at the right places", () => {
    expect(redact(rule({ pattern: "geheim" }), { a: "🔐geheim🔐" }).record).toEqual({ a: `🔐${MASK}🔐` });
  });
});

describe("the credentials preset", () => {
  test("masks tokens and passwords at any depth and in any case, and leaves names and key ids", () => {
    const record = {
      responseElements: {
        credentials: { accessKeyId: "ASIAEXAMPLE", sessionToken: "t", expiration: "x" },
        SecretAccessKey: "s",
      },
      requestParameters: { masterUserPassword: "p", userName: "alice", nextToken: "n", clientToken: "c" },
    };
    expect(redact({ presets: ["credentials"] }, record)).toEqual({
      record: {
        responseElements: {
          credentials: { accessKeyId: "ASIAEXAMPLE", sessionToken: MASK, expiration: "x" },
          SecretAccessKey: MASK,
        },
        requestParameters: { masterUserPassword: MASK, userName: "alice", nextToken: "n", clientToken: "c" },
      },
      counts: { credentials: 3 },
    });
  });

  test("is off unless asked for", () => {
    expect(compileRedactor(redactConfig.parse({}))).toBeUndefined();
  });
});

describe("promises", () => {
  const anyRecord = fc.dictionary(
    fc.constantFrom("a", "b", "eventID", "eventTime", "password"),
    fc.jsonValue(),
  );
  const config = {
    presets: ["credentials"],
    rules: [
      { name: "deep", paths: ["a.**.b", "*.*"], action: "hash" },
      { name: "digits", pattern: "[0-9]+" },
    ],
  };

  test("the record that is given is never changed, and the same record gives the same result", () => {
    const redactor = redactorOf(config);
    fc.assert(
      fc.property(anyRecord, (record) => {
        const before = JSON.stringify(record);
        const first = redactor(record, new Map());
        expect(JSON.stringify(record)).toBe(before);
        expect(redactor(record, new Map())).toEqual(first);
      }),
    );
  });

  test("identity and time survive every rule", () => {
    const redactor = redactorOf({
      rules: [
        { name: "all", paths: ["**"] },
        { name: "text", pattern: ".+" },
      ],
    });
    fc.assert(
      fc.property(anyRecord, (record) => {
        const redacted = redactor(record, new Map());
        expect(redacted.eventID).toEqual(record.eventID);
        expect(redacted.eventTime).toEqual(record.eventTime);
        expect(Object.keys(redacted)).toEqual(Object.keys(record));
      }),
    );
  });

  test("no digit that a pattern covers leaves in a text", () => {
    const redactor = redactorOf({ rules: [{ name: "digits", pattern: "[0-9]" }] });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b"), fc.array(fc.string())), (record) => {
        for (const text of Object.values(redactor(record, new Map())).flat())
          expect(text).not.toMatch(/[0-9]/);
      }),
    );
  });

  test("endless new names are redacted like the first ones", () => {
    const redactor = redactorOf({ presets: ["credentials"] });
    for (let round = 0; round < 25_000; round += 1)
      redactor({ [`name-${round}`]: { [`inner-${round}`]: 1 } }, new Map());
    expect(redactor({ late: { password: "p" } }, new Map())).toEqual({ late: { password: MASK } });
  });

  test("records that nothing covers keep their very bytes", () => {
    const untouched = { ordinal: 0, bytes: Buffer.from('{"n": 1.0}'), value: { n: 1 } };
    const touched = {
      ordinal: 1,
      bytes: Buffer.from('{"password": "p", "n": 1.0}'),
      value: { password: "p", n: 1 },
    };
    const redactor = redactorOf({ presets: ["credentials"] });
    const counts = new Map<string, number>();
    expect(redactRecord(redactor, untouched, counts)).toBe(untouched);
    const redacted = redactRecord(redactor, touched, counts);
    expect(redacted).toMatchObject({ ordinal: 1, value: { password: MASK, n: 1 } });
    expect(Buffer.from(redacted.bytes).toString()).toBe(`{"password":"${MASK}","n":1}`);
    expect([...counts]).toEqual([["credentials", 1]]);
  });
});

describe("configuration", () => {
  test.each<[string, Record<string, unknown>, (string | number)[]]>([
    ["a rule that says neither where nor what", rule({}), ["rules", 0]],
    ["an empty name in a path", rule({ paths: ["a..b"] }), ["rules", 0, "paths", 0]],
    ["a path to what an event is known by", rule({ paths: ["eventID"] }), ["rules", 0, "paths", 0]],
    ["a pattern that RE2 cannot run", rule({ pattern: "(?=a)" }), ["rules", 0, "pattern"]],
    ["a pattern that finds nothing everywhere", rule({ pattern: "a*" }), ["rules", 0, "pattern"]],
    ["hashing without a key", rule({ paths: ["a"], action: "hash" }), ["hashKeySecretArn"]],
    ["a key in plain text", { hashKeySecretArn: "hunter2" }, ["hashKeySecretArn"]],
    ["a taken name", { rules: [{ name: "credentials", paths: ["a"] }] }, ["rules", 0, "name"]],
  ])("%s is refused", (_what, config, path) => {
    const parsed = redactConfig.safeParse(config);
    expect(parsed.error?.issues[0]?.path).toEqual(path);
    expect(JSON.stringify(parsed.error?.issues)).not.toContain("hunter2");
  });

  test("a key that is empty at run time is refused", () => {
    const config = redactConfig.parse({ hashKeySecretArn: ARN, ...rule({ paths: ["a"], action: "hash" }) });
    expect(() => compileRedactor(config, "")).toThrow('"r" hashes, but its key is missing or empty');
  });
});
