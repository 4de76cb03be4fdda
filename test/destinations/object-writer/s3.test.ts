import fc from "fast-check";
import { deliverTo, eventOf, recordOf } from "../../support/deliver-to.ts";
import { type S3Stub, s3Error, startS3Stub } from "../../support/s3-stub.ts";

const options = { type: "s3", bucketArn: "arn:aws:s3:::siem-archive", prefix: "cloudtrail" };

let stub: S3Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function start(fault?: Parameters<typeof startS3Stub>[0]): Promise<S3Stub> {
  stub = await startS3Stub(fault);
  return stub;
}

const record = (number: number, account: string, region: string, eventTime: string) =>
  eventOf(recordOf(number, { recipientAccountId: account, awsRegion: region, eventTime }));

const lines = (stub: S3Stub) =>
  [...stub.objects.values()].flatMap((text) => text.split("\n").filter((line) => line !== ""));

describe("events in a bucket", () => {
  it("lie where their account, region and hour say, as gzipped lines", async () => {
    const { objects, requests } = await start();
    const events = [
      record(1, "111122223333", "us-east-1", "2026-01-02T03:04:05Z"),
      record(2, "444455556666", "eu-central-1", "2026-01-02T03:59:59Z"),
      record(3, "111122223333", "us-east-1", "2026-01-02T04:00:00Z"),
      record(4, "111122223333", "us-east-1", "2026-01-02T03:05:00Z"),
    ];
    const { outcomes, batches } = await deliverTo(options, events);
    expect(outcomes).toEqual(events.map(() => "delivered"));
    expect(batches).toBe(1);
    const ids = Object.fromEntries(
      [...objects].map(([key, text]) => [
        key.replace(/[0-9a-f]{40}/, "<hash>"),
        text
          .trimEnd()
          .split("\n")
          .map((line) => Number(JSON.parse(line).eventID.slice(-2))),
      ]),
    );
    const us = "siem-archive/cloudtrail/account=111122223333/region=us-east-1/year=2026/month=01/day=02";
    const eu = "siem-archive/cloudtrail/account=444455556666/region=eu-central-1/year=2026/month=01/day=02";
    expect(ids).toEqual({
      [`${us}/hour=03/<hash>.ndjson.gz`]: [1, 4],
      [`${us}/hour=04/<hash>.ndjson.gz`]: [3],
      [`${eu}/hour=03/<hash>.ndjson.gz`]: [2],
    });
    // Readers tell by the name that the bytes are compressed; a content encoding would undo it on the way.
    for (const { headers } of requests) {
      expect(headers["content-encoding"] ?? "").not.toContain("gzip");
      expect(headers["if-none-match"]).toBe("*");
    }
  });

  it("that name no account, region or time lie in Hive's partition for missing values", async () => {
    const { objects } = await start();
    await deliverTo(options, [
      { id: "e1", body: "{}", record: { recipientAccountId: "../x", awsRegion: 7 } },
    ]);
    const [key = ""] = objects.keys();
    const unknown = "__HIVE_DEFAULT_PARTITION__";
    expect(key).toContain(`/account=${unknown}/region=${unknown}/year=${unknown}/month=${unknown}/`);
  });

  it("are written once however often their answers get lost", async () => {
    const lost = await start((_, count) => (count <= 3 ? { answer: "reset", stored: true } : undefined));
    const events = [1, 2, 3].map((number) =>
      record(number, "111122223333", "us-east-1", "2026-01-02T03:04:05Z"),
    );
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual(events.map(() => "delivered"));
    expect(lost.objects.size).toBe(1);
    expect(lines(lost)).toHaveLength(3);
    expect(lost.requests.length).toBe(4);
  });

  it("are written once when the same batch comes a second time", async () => {
    const twice = await start();
    const events = [1, 2].map((number) =>
      record(number, "111122223333", "us-east-1", "2026-01-02T03:04:05Z"),
    );
    await deliverTo(options, events);
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual(["delivered", "delivered"]);
    expect(twice.objects.size).toBe(1);
  });

  it("are never called delivered unless they lie there, whichever writes fail", async () => {
    const plan = fc.array(fc.constantFrom("ok", "503", "409", "reset", "lost answer"), { maxLength: 12 });
    let faults: string[] = [];
    const failing = await start(() => {
      const fault = faults.shift() ?? "ok";
      if (fault === "503") return { answer: s3Error("SlowDown", 503), stored: false };
      if (fault === "409") return { answer: s3Error("ConditionalRequestConflict", 409), stored: false };
      if (fault === "reset") return { answer: "reset", stored: false };
      if (fault === "lost answer") return { answer: "reset", stored: true };
      return undefined;
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), plan, async (hours, planned) => {
        failing.objects.clear();
        faults = [...planned];
        const events = hours.map((hour, number) =>
          record(number, "111122223333", "us-east-1", `2026-01-02T0${hour}:00:00Z`),
        );
        const { outcomes } = await deliverTo(options, events);
        const stored = lines(failing);
        for (const [at, outcome] of outcomes.entries()) {
          const body = Buffer.from(events[at]?.body ?? "").toString();
          if (outcome === "delivered") expect(stored.filter((line) => line === body)).toHaveLength(1);
          else expect(outcome).toBe("returned: destination_unavailable");
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["AccessDenied", 403, "returned: destination_auth"],
    ["NoSuchBucket", 404, "returned: destination_config"],
    ["SlowDown", 503, "returned: destination_unavailable"],
  ])("stay with their message when S3 says %s", async (code, status, outcome) => {
    await start(() => ({ answer: s3Error(code, status), stored: false }));
    const { outcomes } = await deliverTo(options, [
      record(1, "111122223333", "us-east-1", "2026-01-02T03:04:05Z"),
      record(2, "111122223333", "us-east-1", "2026-01-02T05:04:05Z"),
    ]);
    expect(outcomes).toEqual([outcome, outcome]);
  });

  it("are encrypted and checked for their owner as configured", async () => {
    const { requests } = await start();
    const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    await deliverTo({ ...options, kmsKeyArn, bucketOwner: "111122223333", region: "eu-central-1" }, [
      record(1, "111122223333", "us-east-1", "2026-01-02T03:04:05Z"),
    ]);
    expect(requests[0]?.headers).toMatchObject({
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn,
      "x-amz-expected-bucket-owner": "111122223333",
      authorization: expect.stringContaining("/eu-central-1/s3/"),
    });
  });
});
