import { gzipSync } from "node:zlib";
import { createFormat, formatField } from "../lambda/formats/registry.ts";
import { invoke, logKey, s3Body, sqsMessage } from "./support/invocation.ts";

/** What a file is, told by its key and by what is in it. */

const call = (eventID: string, more: object = {}) => ({
  eventID,
  eventTime: "2026-01-02T03:04:05Z",
  eventCategory: "Management",
  recipientAccountId: "111122223333",
  awsRegion: "us-east-1",
  ...more,
});
const insight = call("i", { eventType: "AwsCloudTrailInsight", eventCategory: "Insight" });
const denial = call("n", { eventType: "AwsVpceEvent", eventCategory: "NetworkActivity" });
const summary = {
  eventVersion: "1.0",
  accountId: "111122223333",
  eventId: "s",
  eventCategory: "Aggregated",
  awsRegion: "us-east-1",
  timeWindow: { windowStart: "2026-01-02T03:00:00Z", windowEnd: "2026-01-02T03:05:00Z" },
};
const DIGEST = { awsAccountId: "111122223333", digestS3Object: "x", logFiles: [] };
const CONFIG = { fileVersion: "1.0", configurationItems: [] };

const flat = createFormat(formatField().parse("flat"));
const digestKey =
  "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/01/02/111122223333_CloudTrail-Digest_us-east-1_audit_us-east-1_20260102T030405Z.json.gz";

/** One object under one key, through an invocation that parses its records. */
function forward(key: string, content: unknown, { receives = 3, rooms = { format: flat } } = {}) {
  return invoke({
    objects: { [key]: gzipSync(JSON.stringify(content)) },
    messages: [sqsMessage(s3Body(key), { receives })],
    rooms,
  });
}

describe("a file whose key and content agree", () => {
  it.each<[string, string, unknown]>([
    ["management events", "CloudTrail", { Records: [call("a")] }],
    ["data events", "CloudTrail", { Records: [call("d", { eventCategory: "Data" })] }],
    ["Insights", "CloudTrail-Insight", { Records: [insight] }],
    ["network activity", "CloudTrail-NetworkActivity", { Records: [denial] }],
    ["summaries", "CloudTrail-Aggregated", { Records: [summary] }],
    ["summaries as a bare list", "CloudTrail-Aggregated", [summary]],
    [
      "records from before there were categories",
      "CloudTrail",
      { Records: [call("o", { eventCategory: undefined })] },
    ],
    ["a category of tomorrow", "CloudTrail", { Records: [call("t", { eventCategory: "Quantum" })] }],
  ])("(%s) is delivered, and nothing is noted", async (_what, kind, content) => {
    const { returned, delivered, totals } = await forward(logKey("A", kind), content);

    expect({ returned, delivered: delivered.length }).toEqual({ returned: [], delivered: 1 });
    expect(totals.notes).toEqual({});
  });
});

describe("a file whose key and content contradict each other", () => {
  it.each<[string, string, unknown]>([
    ["summaries under log files", logKey("A"), [summary]],
    ["Insights under log files", logKey("A"), { Records: [insight] }],
    ["network activity under log files", logKey("A"), { Records: [denial] }],
    ["management events under Insights", logKey("A", "CloudTrail-Insight"), { Records: [call("a")] }],
    [
      "a log file in the folder of digests",
      logKey("A").replace("/CloudTrail/", "/CloudTrail-Digest/"),
      { Records: [call("a")] },
    ],
  ])("(%s) is delivered and counted", async (_what, key, content) => {
    const { returned, delivered, totals } = await forward(key, content);

    expect({ returned, delivered: delivered.length }).toEqual({ returned: [], delivered: 1 });
    expect(totals.notes).toEqual({ "mismatch:kind": 1 });
  });

  it("is noticed in raw records too, of which one in a chunk is looked at", async () => {
    const { delivered, totals } = await forward(
      logKey("A"),
      { Records: [insight, insight, insight] },
      { rooms: { format: createFormat({ type: "raw" }) } },
    );

    expect(delivered).toHaveLength(3);
    expect(totals.notes).toEqual({ "mismatch:kind": 1 });
  });

  it("(a digest under a log file's key) is skipped for what it is", async () => {
    const { returned, totals } = await forward(logKey("A"), DIGEST);

    expect(returned).toEqual([]);
    expect(totals).toMatchObject({ objects: { skipped: 1 }, reasons: { digest: 1 } });
  });

  it("(another service's file under a log file's key) is kept, not called forwarded", async () => {
    const early = await forward(logKey("A"), CONFIG, { receives: 1 });
    const late = await forward(logKey("A"), CONFIG);

    expect(early.returned).toEqual(["m1"]);
    expect(late.returned).toEqual([]);
    expect(late.totals).toMatchObject({ objects: { rejected: 1 }, reasons: { no_records: 1 } });
    expect([...late.files.keys()].length).toBeGreaterThan(0);
  });
});

describe("what the key alone decides, without a request", () => {
  it.each([
    // Its name says it twice; only reading it could tell otherwise, and then every digest would have to be read.
    ["a digest", digestKey, "digest"],
    [
      "a file of AWS Config",
      "AWSLogs/111122223333/Config/us-east-1/2026/1/2/ConfigHistory/x.json.gz",
      "not_cloudtrail",
    ],
    ["a flow log", "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/01/02/x.log.gz", "not_cloudtrail"],
    ["a kind of tomorrow", logKey("A", "CloudTrail-Quantum"), "unknown_kind"],
  ])("(%s) is skipped for a named reason", async (_what, key, reason) => {
    const { returned, reads, totals } = await forward(key, { Records: [call("a")] });

    expect({ returned, reads }).toEqual({ returned: [], reads: [] });
    expect(totals).toMatchObject({ objects: { skipped: 1 }, reasons: { [reason]: 1 } });
  });
});
