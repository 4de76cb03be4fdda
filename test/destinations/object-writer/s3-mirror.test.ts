import { classifyObject, deliveredMs, parseObjectKey } from "../../../lambda/decode/object-key.ts";
import { createNaming } from "../../../lambda/destinations/object-writer/mirror-key.ts";
import type { RecordSource } from "../../../lambda/types.ts";
import { deliverTo, eventOf, recordOf } from "../../support/deliver-to.ts";
import { type S3Stub, s3Error, startS3Stub } from "../../support/s3-stub.ts";

const options = { type: "s3-mirror", bucketArn: "arn:aws:s3:::siem-mirror", prefix: "siem" };
const topicArn = "arn:aws:sns:eu-central-1:111122223333:siem-log-files";

let stub: S3Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function start(fault?: Parameters<typeof startS3Stub>[0]): Promise<S3Stub> {
  stub = await startS3Stub(fault);
  return stub;
}

const from = (place: Partial<RecordSource>): RecordSource => ({ bucket: "trail", key: "k", ...place });

describe("a mirrored log file", () => {
  it("lies where CloudTrail would have put it, under a name that CloudTrail could have given", async () => {
    const { objects } = await start();
    const events = [
      eventOf(recordOf(1), from({ account: "111122223333", region: "us-east-1", kind: "CloudTrail" })),
      eventOf(
        recordOf(2),
        from({
          account: "444455556666",
          region: "eu-central-1",
          kind: "CloudTrail",
          organization: "o-exampleorgid",
        }),
      ),
      eventOf(
        recordOf(3),
        from({ account: "111122223333", region: "us-east-1", kind: "CloudTrail-Insight" }),
      ),
    ];
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    const keys = [...objects.keys()].map((key) => key.replace(/^siem-mirror\//, ""));
    const folders = keys.map((key) => key.split("/").slice(0, -4).join("/"));
    expect(folders.sort()).toEqual([
      "siem/AWSLogs/111122223333/CloudTrail-Insight/us-east-1",
      "siem/AWSLogs/111122223333/CloudTrail/us-east-1",
      "siem/AWSLogs/o-exampleorgid/444455556666/CloudTrail/eu-central-1",
    ]);
    for (const key of keys) {
      expect(key).toMatch(
        /\/\d{12}_CloudTrail(-Insight)?_[a-z0-9-]+_\d{8}T\d{4}Z_[0-9A-Za-z]{16}\.json\.gz$/,
      );
      // Our own reader, which is tested against CloudTrail's real layouts, reads it as a log file of that place and minute.
      expect(classifyObject(key)).toBe("log");
      const parts = parseObjectKey(key);
      expect(parts?.prefix).toBe("siem/");
      expect(parts?.file).toContain(`${parts?.account}_${parts?.kind}_${parts?.region}_`);
      expect(deliveredMs(parts?.file ?? "")).toBe(Date.UTC(2026, 0, 2));
      expect(parts?.date).toBe("2026-01-02");
    }
  });

  it("holds the records byte for byte in CloudTrail's wrapper", async () => {
    const { objects } = await start();
    const odd = '{ "eventID": "e1", "big": 12345678901234567890, "esc": "\\u00e9\\/", "dup": 1, "dup": 2 }';
    await deliverTo(options, [{ id: "e1", body: Buffer.from(odd) }, eventOf(recordOf(2))]);
    const texts = [...objects.values()];
    expect(texts).toContain(`{"Records":[${odd}]}`);
    expect(texts).toContain(`{"Records":[${JSON.stringify(recordOf(2))}]}`);
  });

  it("takes account and region from the record where the key did not tell, and says so where neither does", async () => {
    const { objects } = await start();
    await deliverTo(options, [
      eventOf(recordOf(1)),
      { id: "e2", body: "{}", record: { awsRegion: "../../x" } },
    ]);
    const folders = [...objects.keys()].map((key) => key.split("/").slice(1, 6).join("/"));
    expect(folders.sort()).toEqual([
      "siem/AWSLogs/000000000000/CloudTrail/unknown",
      "siem/AWSLogs/111122223333/CloudTrail/us-east-1",
    ]);
  });

  it("is announced as CloudTrail announces its own", async () => {
    const { objects, notices, requests } = await start();
    await deliverTo({ ...options, topicArn }, [eventOf(recordOf(1))]);
    const [key = ""] = objects.keys();
    expect(notices).toEqual([{ s3Bucket: "siem-mirror", s3ObjectKey: [key.replace(/^siem-mirror\//, "")] }]);
    expect(requests[1]?.body.toString()).toContain(`TopicArn=${encodeURIComponent(topicArn)}`);
  });

  it("is not delivered before it is announced, and is not written twice for it", async () => {
    const busy =
      "<ErrorResponse><Error><Code>Throttled</Code><Message>slow</Message></Error></ErrorResponse>";
    const { objects, notices } = await start((request, count) =>
      request.method === "POST" && count <= 4
        ? { answer: { status: 400, headers: { "content-type": "text/xml" }, body: busy }, stored: false }
        : undefined,
    );
    const { outcomes, retries } = await deliverTo({ ...options, topicArn }, [eventOf(recordOf(1))]);
    expect(outcomes).toEqual(["delivered"]);
    expect(retries.length).toBe(2);
    expect(objects.size).toBe(1);
    expect(notices).toHaveLength(1);
  });

  it("stays with its message when nobody may publish", async () => {
    const denied =
      "<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>";
    await start((request) =>
      request.method === "POST"
        ? { answer: { status: 403, headers: { "content-type": "text/xml" }, body: denied }, stored: false }
        : undefined,
    );
    const { outcomes } = await deliverTo({ ...options, topicArn }, [eventOf(recordOf(1))]);
    expect(outcomes).toEqual(["returned: destination_auth"]);
  });

  it("of another region is written again alone when its write failed", async () => {
    const { objects, requests } = await start((request, count) =>
      count <= 2 && request.path.includes("eu-central-1")
        ? { answer: s3Error("SlowDown", 503), stored: false }
        : undefined,
    );
    const { outcomes } = await deliverTo(options, [
      eventOf(recordOf(1)),
      eventOf(recordOf(2, { awsRegion: "eu-central-1" })),
    ]);
    expect(outcomes).toEqual(["delivered", "delivered"]);
    expect(objects.size).toBe(2);
    expect(requests.filter(({ path }) => path.includes("us-east-1"))).toHaveLength(1);
  });
});

describe("the name of a mirrored log file", () => {
  const folder = "AWSLogs/111122223333/CloudTrail/us-east-1";
  const at = Date.UTC(2026, 0, 2, 23, 59, 58);

  it("is the same for a second try, even a day later, and rises with time for anything else", () => {
    const naming = createNaming();
    const first = naming.keyOf("", folder, Buffer.from("a"), at);
    expect(first).toMatch(/us-east-1\/2026\/01\/02\/111122223333_CloudTrail_us-east-1_20260102T2359Z_/);
    expect(naming.keyOf("", folder, Buffer.from("a"), at + 60_000)).toBe(first);
    const next = naming.keyOf("", folder, Buffer.from("b"), at + 60_000);
    expect(next).toContain("/2026/01/03/111122223333_CloudTrail_us-east-1_20260103T0000Z_");
    expect(next > first).toBe(true);
  });

  it("is a new one in the next invocation, because connectors that list a bucket miss older names", () => {
    const naming = createNaming();
    const first = naming.keyOf("", folder, Buffer.from("a"), at);
    naming.forget();
    expect(naming.keyOf("", folder, Buffer.from("a"), at + 60_000)).not.toBe(first);
  });
});
