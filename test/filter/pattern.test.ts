import fc from "fast-check";
import { compilePattern } from "../../lambda/filter/pattern.ts";
import { PatternError } from "../../lambda/filter/pattern-error.ts";
import { compileWildcard } from "../../lambda/filter/wildcard.ts";

/** A pattern for the field `f`, asked of one value; `ABSENT` leaves the field out. */
const ABSENT = Symbol("absent");
const asks = (entry: unknown, value: unknown) =>
  compilePattern({ f: [entry] })(value === ABSENT ? {} : { f: value });

describe("operators", () => {
  test.each<[string, unknown, readonly unknown[], readonly unknown[]]>([
    ["equal text", "running", ["running"], ["Running", "", null, ABSENT, 1]],
    ["empty text", "", [""], [" ", null, ABSENT]],
    ["a number, however it is written", 300, [300, 3.0e2], ["300", 301]],
    ["true", true, [true], ["true", 1, false]],
    ["null", null, [null], ["", ABSENT, 0]],
    ["prefix", { prefix: "us-" }, ["us-east-1", "us-"], ["eu-us-", "US-east-1", null, 5, ABSENT]],
    [
      "prefix, case ignored",
      { prefix: { "equals-ignore-case": "EventB" } },
      ["eventbridge", "EVENTB"],
      ["xeventb"],
    ],
    ["suffix", { suffix: ".png" }, ["a.png"], ["a.PNG", "a.png.gz", ABSENT]],
    ["suffix, case ignored", { suffix: { "equals-ignore-case": ".PNG" } }, ["a.png", "a.Png"], ["a.jpg"]],
    ["equals-ignore-case", { "equals-ignore-case": "Alice" }, ["alice", "ALICE"], ["alice ", ABSENT]],
    [
      "wildcard",
      { wildcard: "dir/*.png" },
      ["dir/a.png", "dir/.png", "dir/x/y.png"],
      ["dir/a.pngs", "xdir/a.png"],
    ],
    ["wildcard with an escaped star", { wildcard: "a\\*b*" }, ["a*b", "a*bc"], ["aXb", "ab"]],
    ["wildcard with an escaped backslash", { wildcard: "C:\\\\*" }, ["C:\\x"], ["C:x"]],
    [
      "anything-but one",
      { "anything-but": "initializing" },
      ["running", 5, null, true],
      ["initializing", ABSENT],
    ],
    ["anything-but several", { "anything-but": ["a", "b"] }, ["c"], ["a", "b"]],
    ["anything-but numbers", { "anything-but": [1, 2] }, [3, "1"], [1, 2]],
    ["anything-but a prefix", { "anything-but": { prefix: "us-" } }, ["eu-west-1", 5], ["us-east-1"]],
    ["anything-but prefixes", { "anything-but": { prefix: ["us-", "eu-"] } }, ["ap-"], ["us-1", "eu-1"]],
    [
      "anything-but a suffix",
      { "anything-but": { suffix: [".png", ".jpg"] } },
      ["a.gif"],
      ["a.png", "a.jpg"],
    ],
    [
      "anything-but, case ignored",
      { "anything-but": { "equals-ignore-case": ["A", "b"] } },
      ["c"],
      ["a", "B"],
    ],
    [
      "anything-but a wildcard",
      { "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } },
      ["/x/y"],
      ["/x/lib/y", "/bin/"],
    ],
    ["numeric range", { numeric: [">", 0, "<=", 5] }, [1, 5], [0, 5.1, "1", ABSENT]],
    ["numeric equality", { numeric: ["=", 3.018e2] }, [301.8], [301]],
    [
      "IPv4 block",
      { cidr: "10.0.0.0/24" },
      ["10.0.0.255"],
      ["10.0.1.0", "AWS Internal", "10.0.0.08", "10.0.0", "::1", 7],
    ],
    [
      "IPv6 block",
      { cidr: "2001:db8::/32" },
      ["2001:db8::1", "2001:0db8:0:0::2"],
      ["2001:db9::1", "192.0.2.1"],
    ],
    ["IPv4 inside IPv6", { cidr: "192.0.2.0/24" }, ["::ffff:192.0.2.9"], ["::ffff:192.0.3.9"]],
    ["exists", { exists: true }, ["", null, 0, {}, []], [ABSENT]],
    ["exists not", { exists: false }, [ABSENT], ["", null, {}, []]],
    ["regex", { regex: "^i-[0-9a-f]{17}$" }, ["i-0123456789abcdef0"], ["xi-0123456789abcdef0", "i-", 5]],
    ["regex anywhere", { regex: "(?i)password" }, ["old PassWord set"], ["pass"]],
  ])("%s", (_name, entry, matching, others) => {
    for (const value of matching) expect({ value, is: asks(entry, value) }).toEqual({ value, is: true });
    for (const value of others) expect({ value, is: asks(entry, value) }).toEqual({ value, is: false });
  });
});

describe("patterns", () => {
  const record = {
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    userIdentity: { type: "AssumedRole", sessionContext: { sessionIssuer: { userName: "Scanner" } } },
    requestParameters: { bucketName: "b" },
    resources: [
      { type: "AWS::S3::Object", ARN: "arn:aws:s3:::b/k" },
      { type: "AWS::S3::Bucket", accountId: "111122223333" },
    ],
    tags: ["blue", "green"],
    additionalEventData: "text instead of an object",
  };

  test.each<[string, unknown, boolean]>([
    ["all fields must match", { eventSource: ["s3.amazonaws.com"], eventName: ["PutObject"] }, false],
    ["one value of a list is enough", { eventName: ["PutObject", { prefix: "Get" }] }, true],
    [
      "fields below fields",
      { userIdentity: { sessionContext: { sessionIssuer: { userName: ["Scanner"] } } } },
      true,
    ],
    ["one element of an array is enough", { tags: ["green"] }, true],
    ["no element of an array", { tags: ["red"] }, false],
    [
      "an array of objects, one of which matches",
      { resources: { type: ["AWS::S3::Bucket"], accountId: ["111122223333"] } },
      true,
    ],
    [
      "an array of objects, of which none matches alone",
      { resources: { type: ["AWS::S3::Object"], accountId: ["111122223333"] } },
      false,
    ],
    [
      "$or beside a field",
      {
        eventSource: ["s3.amazonaws.com"],
        $or: [{ eventName: ["PutObject"] }, { eventName: ["GetObject"] }],
      },
      true,
    ],
    [
      "$or of which nothing matches",
      { $or: [{ eventName: ["PutObject"] }, { eventSource: ["kms.amazonaws.com"] }] },
      false,
    ],
    ["$or below a field", { userIdentity: { $or: [{ type: ["Root"] }, { type: ["AssumedRole"] }] } }, true],
    ["an absent field below an absent one", { responseElements: { error: [{ exists: false }] } }, true],
    ["an absent field below a text", { additionalEventData: { x: [{ exists: false }] } }, true],
    [
      "a field that has to be there below an absent one",
      { responseElements: { error: [{ exists: true }] } },
      false,
    ],
    ["an object is no value", { userIdentity: [{ "anything-but": "x" }] }, false],
    ["a field named like a part of every object", { constructor: [{ exists: true }] }, false],
    ["a field named __proto__", JSON.parse('{"__proto__":[{"exists":true}]}'), false],
  ])("%s", (_name, pattern, expected) => {
    expect(compilePattern(pattern)(record)).toBe(expected);
  });

  test.each<[string, unknown, readonly string[], string]>([
    ["text in place of a list", { a: { b: "x" } }, ["a", "b"], 'such as ["x"]'],
    ["an empty list", { a: [] }, ["a"], "at least one value"],
    ["nothing at all", {}, [], "match everything"],
    ["no object", [], [], "an object of fields"],
    ["an unknown operator", { a: [{ contains: "x" }] }, ["a"], "prefix, suffix"],
    ["a misspelt member of every object", { a: [{ toString: "x" }] }, ["a"], "prefix, suffix"],
    ["two operators in one", { a: [{ prefix: "x", suffix: "y" }] }, ["a"], "one of"],
    ["a prefix that is no text", { a: [{ prefix: 5 }] }, ["a", "prefix"], "got 5"],
    ["an empty suffix", { a: [{ suffix: "" }] }, ["a", "suffix"], "not empty"],
    ["a numeric without number", { a: [{ numeric: [">", "0"] }] }, ["a", "numeric"], "<="],
    ["a numeric with a foreign sign", { a: [{ numeric: ["!=", 0] }] }, ["a", "numeric"], "<="],
    ["a broken block", { a: [{ cidr: "10.0.0.0/33" }] }, ["a", "cidr"], "10.0.0.0/24"],
    ["exists of a text", { a: [{ exists: "yes" }] }, ["a", "exists"], "true or false"],
    ["anything-but null", { a: [{ "anything-but": [null] }] }, ["a", "anything-but"], "wildcard"],
    ["anything-but nothing", { a: [{ "anything-but": [] }] }, ["a", "anything-but"], "at least one"],
    ["$or of one", { $or: [{ a: [1] }] }, ["$or"], "two or more"],
    ["a mistake inside $or", { $or: [{ a: [1] }, { b: [] }] }, ["$or", "1", "b"], "at least one"],
    ["two stars in a row", { a: [{ wildcard: "a**" }] }, ["a", "wildcard"], "two '*'"],
    ["an escape of something else", { a: [{ wildcard: "a\\n" }] }, ["a", "wildcard"], "before '*'"],
    ["a look-ahead", { a: [{ regex: "a(?=b)" }] }, ["a", "regex"], "RE2"],
    ["a back-reference", { a: [{ regex: "(a)\\1" }] }, ["a", "regex"], "RE2"],
  ])("%s is refused with its place and what is accepted", (_name, pattern, path, words) => {
    let thrown: unknown;
    try {
      compilePattern(pattern);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PatternError);
    expect(thrown).toMatchObject({ path, message: expect.stringContaining(words) });
  });
});

describe("wildcards", () => {
  test("agree with a regular expression of the same meaning", () => {
    const pieces = fc.array(fc.stringMatching(/^[ab.]{0,3}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(pieces, fc.stringMatching(/^[ab.]{0,12}$/), (pieces, text) => {
        const wildcard = pieces
          .filter((piece, at) => at === 0 || at === pieces.length - 1 || piece !== "")
          .join("*");
        if (wildcard.includes("**")) return;
        const regex = new RegExp(`^${wildcard.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
        expect(compileWildcard(wildcard)(text)).toBe(regex.test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test("any record is answered with yes or no", () => {
    const matches = compilePattern({
      $or: [
        { a: { b: [{ "anything-but": { prefix: "x" } }] } },
        { a: [{ cidr: "0.0.0.0/0" }, { numeric: ["<", 0] }, { exists: false }] },
        { a: { $or: [{ b: [null] }, { c: [{ wildcard: "*" }] }] } },
      ],
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b"), fc.jsonValue()), (record) => {
        expect(typeof matches(record)).toBe("boolean");
      }),
      { numRuns: 1_000 },
    );
  });
});
