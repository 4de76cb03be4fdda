import fc from "fast-check";
import {
  classifyObject,
  deliveredMs,
  formatObjectKey,
  parseObjectKey,
  recordSource,
  sourceMismatches,
} from "../../lambda/decode/object-key.ts";

const FILE = "111122223333_CloudTrail_eu-central-1_20260203T0410Z_hVt0Uc6yusm67LGo.json.gz";
const REST = { region: "eu-central-1", date: "2026-02-03", file: FILE };
const tail = `CloudTrail/eu-central-1/2026/02/03/${FILE}`;

describe("layouts", () => {
  test.each([
    ["one account", `AWSLogs/111122223333/${tail}`, { prefix: "" }],
    ["a custom prefix", `security/trails/AWSLogs/111122223333/${tail}`, { prefix: "security/trails/" }],
    [
      "an organization",
      `AWSLogs/o-exampleorgid/111122223333/${tail}`,
      { prefix: "", organization: "o-exampleorgid" },
    ],
    [
      "Control Tower",
      `o-exampleorgid/AWSLogs/o-exampleorgid/111122223333/${tail}`,
      { prefix: "o-exampleorgid/", organization: "o-exampleorgid" },
    ],
    ["a prefix that starts with a slash", `/AWSLogs/111122223333/${tail}`, { prefix: "/" }],
    ["a prefix that is named like the root", `AWSLogs/AWSLogs/111122223333/${tail}`, { prefix: "AWSLogs/" }],
  ])("%s", (_what, key, expected) => {
    expect(parseObjectKey(key)).toEqual({
      account: "111122223333",
      kind: "CloudTrail",
      ...REST,
      ...expected,
    });
  });

  test.each(["us-gov-west-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1", "mars-1"])(
    "the region %s needs no list",
    (region) => {
      expect(parseObjectKey(`AWSLogs/111122223333/CloudTrail/${region}/2026/02/03/x.json.gz`)?.region).toBe(
        region,
      );
    },
  );

  test("a file that was copied next to its kind has no region and no date", () => {
    expect(parseObjectKey("AWSLogs/111122223333/CloudTrail/x.json.gz")).toEqual({
      prefix: "",
      account: "111122223333",
      kind: "CloudTrail",
      file: "x.json.gz",
    });
  });

  test.each(["2026/02/30", "2026/13/01", "2026/2/3", "26/02/03"])("%s is no day", (day) => {
    expect(
      parseObjectKey(`AWSLogs/111122223333/CloudTrail/eu-central-1/${day}/x.json.gz`)?.date,
    ).toBeUndefined();
  });

  test.each([
    "",
    "x.json.gz",
    "AWSLogs/",
    "AWSLogs/1234/CloudTrail/x",
    "AWSLogs/111122223333/CloudTrail",
    "awslogs/111122223333/CloudTrail/x",
  ])("%p does not follow the layout", (key) => {
    expect(parseObjectKey(key)).toBeUndefined();
  });
});

describe("round trips", () => {
  const name = fc.string({ minLength: 1, unit: "grapheme" }).map((text) => text.replaceAll("/", "-"));
  const day = fc
    .date({ min: new Date("2013-11-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  test("every set of parts comes back from its key", () => {
    const parts = fc
      .record({
        prefix: fc
          .array(name, { maxLength: 3 })
          .map((folders) => folders.map((folder) => `${folder}/`).join("")),
        organization: fc.option(fc.stringMatching(/^o-[a-z0-9]{10,32}$/), { nil: undefined }),
        account: fc.stringMatching(/^[0-9]{12}$/),
        kind: fc.oneof(fc.constantFrom("CloudTrail", "CloudTrail-Digest", "Config"), name),
        region: name,
        date: day,
        file: name,
      })
      .filter(({ kind, file }) => kind !== "AWSLogs" && file !== "AWSLogs");
    fc.assert(
      fc.property(parts, (parts) => {
        const { organization, ...others } = parts;
        expect(parseObjectKey(formatObjectKey(parts))).toEqual(
          organization === undefined ? others : { organization, ...others },
        );
      }),
    );
  });

  test("every key that parses is formatted back to itself", () => {
    const segment = fc.oneof(
      fc.constantFrom(
        "AWSLogs",
        "o-exampleorgid",
        "111122223333",
        "CloudTrail",
        "eu-central-1",
        "2026",
        "02",
        "03",
        "",
      ),
      name,
    );
    const likely = fc
      .tuple(fc.array(segment, { maxLength: 3 }), fc.array(segment, { minLength: 1, maxLength: 7 }))
      .map(([front, back]) => [...front, "AWSLogs", "111122223333", "CloudTrail", ...back].join("/"));
    fc.assert(
      fc.property(fc.oneof(likely, fc.string()), (key) => {
        const parts = parseObjectKey(key);
        if (parts) expect(formatObjectKey(parts)).toBe(key);
        expect(() => classifyObject(key)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what is read", () => {
  const layout = (kind: string, file = "x.json.gz") =>
    `AWSLogs/111122223333/${kind}/eu-central-1/2026/02/03/${file}`;

  test.each([
    layout("CloudTrail"),
    layout("CloudTrail-Insight"),
    layout("CloudTrail-NetworkActivity"),
    layout("CloudTrail-Aggregated"),
    layout("CloudTrail", "x.json"),
    layout("CloudTrail", "X.JSON.GZ"),
    `o-exampleorgid/AWSLogs/o-exampleorgid/111122223333/${tail}`,
    "copied/by/hand.json",
    "copied/by/hand.json.gz",
    "copied/by/hand.gz",
  ])("%s is read", (key) => {
    expect(classifyObject(key, 100)).toBe("log");
    expect(classifyObject(key)).toBe("log");
  });

  test.each([
    [layout("CloudTrail-Digest"), "digest"],
    [layout("CloudTrail-Quantum"), "unknown_kind"],
    [layout("Config"), "not_cloudtrail"],
    [layout("vpcflowlogs", "x.log.gz"), "not_cloudtrail"],
    ["AWSLogs/111122223333/Config/ConfigWritabilityCheckFile", "not_cloudtrail"],
    ["AWSLogs/111122223333/elasticloadbalancing/eu-central-1/2026/02/03/x.log.gz", "not_cloudtrail"],
    [layout("CloudTrail", ".DS_Store"), "not_cloudtrail"],
    ["notes/readme.txt", "not_cloudtrail"],
    ["access-logs/2026-02-03-04-10-00-ABCDEF", "not_cloudtrail"],
    ["AWSLogs/", "folder_marker"],
    [layout("CloudTrail", ""), "folder_marker"],
    ["AWSLogs/111122223333_$folder$", "folder_marker"],
  ])("%s is skipped as %s", (key, skip) => {
    expect(classifyObject(key, 100)).toEqual({ skip });
  });

  test("an object of no bytes is a marker, unless it should have been a log file", () => {
    expect(classifyObject("some/folder.json", 0)).toEqual({ skip: "folder_marker" });
    expect(classifyObject(layout("CloudTrail"), 0)).toBe("log");
    expect(classifyObject(layout("CloudTrail-Digest"), 0)).toEqual({ skip: "digest" });
  });
});

describe("provenance", () => {
  test("key parts, versions and the tenant go with the record", () => {
    const key = `o-exampleorgid/AWSLogs/o-exampleorgid/111122223333/${tail}`;
    expect(recordSource({ bucket: "b", key, versionId: "v1", etag: "abc", size: 9 }, "acme")).toEqual({
      bucket: "b",
      key,
      versionId: "v1",
      etag: "abc",
      account: "111122223333",
      organization: "o-exampleorgid",
      region: "eu-central-1",
      kind: "CloudTrail",
      tenant: "acme",
    });
  });

  test("an unknown layout gives bucket and key only", () => {
    expect(JSON.parse(JSON.stringify(recordSource({ bucket: "b", key: "x.json" })))).toEqual({
      bucket: "b",
      key: "x.json",
    });
  });

  test("a record of another account or region than its key is noticed", () => {
    const source = { account: "111122223333", region: "eu-central-1" };
    expect(
      sourceMismatches(source, { recipientAccountId: "111122223333", awsRegion: "eu-central-1" }),
    ).toEqual([]);
    expect(
      sourceMismatches(source, { recipientAccountId: "444455556666", awsRegion: "eu-central-1" }),
    ).toEqual(["account"]);
    expect(sourceMismatches(source, { awsRegion: "us-east-1" })).toEqual(["region"]);
    expect(sourceMismatches(source, { recipientAccountId: 7, awsRegion: null })).toEqual([]);
    expect(sourceMismatches({}, { recipientAccountId: "444455556666", awsRegion: "us-east-1" })).toEqual([]);
  });
});

describe("delivery time", () => {
  test.each([
    [FILE, "2026-02-03T04:10:00Z"],
    ["111122223333_CloudTrail_us-east-1_20140201T1255ZHdkvFTXOA3Vnhbc.json.gz", "2014-02-01T12:55:00Z"],
    [
      "111122223333_CloudTrail-Digest_eu-central-1_my_trail_20200101T0000Z_eu-central-1_20260203T041000Z.json.gz",
      "2026-02-03T04:10:00Z",
    ],
    [
      "111122223333_CloudTrail-Digest_eu-central-1_t_eu-central-1_20260203T041059Z_backfill.json.gz",
      "2026-02-03T04:10:59Z",
    ],
  ])("%s", (file, time) => {
    expect(deliveredMs(file)).toBe(Date.parse(time));
  });

  test.each(["x.json.gz", "20269903T0410Z", ""])("%p has none", (file) => {
    expect(deliveredMs(file)).toBeUndefined();
  });
});
