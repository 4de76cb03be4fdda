import { existsSync } from "node:fs";
import path from "node:path";
import { destinationTypes } from "../../lambda/destinations/registry.ts";
import { createAuthority } from "../support/certificates.ts";
import { AWS_CREDENTIALS, TLS_SECRET_ARN } from "../support/vendor-simulator/protocol.ts";
import { vendorProtocols } from "../support/vendor-simulator/protocols/index.ts";
import { eventId, largeRecord, NOW_MS, sampleRecords } from "../support/vendor-simulator/records.ts";
import { assertNothingLost, authority, onStage, tally } from "../support/vendor-simulator/stage.ts";

/** Destinations that do not speak HTTP: the suite that proves the same for them. */
const AWS_BATCH = "destinations/aws-batch/aws-batch.test.ts";
const SOCKETS = "destinations/stream-socket/destinations.test.ts";
const ELSEWHERE: Readonly<Record<string, string>> = {
  "cloudwatch-logs": AWS_BATCH,
  eventbridge: AWS_BATCH,
  firehose: AWS_BATCH,
  "fortisiem-syslog": SOCKETS,
  "insightidr-token": SOCKETS,
  kinesis: AWS_BATCH,
  "qradar-syslog": SOCKETS,
  s3: "destinations/object-writer/s3.test.ts",
  "s3-mirror": "destinations/object-writer/s3-mirror.test.ts",
  sqs: AWS_BATCH,
  "stellar-syslog": SOCKETS,
  syslog: SOCKETS,
};

/** What must never be seen where the simulator's credential itself is no secret: a role, a service account's name. */
const SECRETS: Readonly<Record<string, string>> = {
  "opensearch-serverless": AWS_CREDENTIALS.secretAccessKey,
  secops: "token-for-credential-number-one",
};

test("every registered destination is proven against its protocol", () => {
  const proven = [...vendorProtocols.map(({ type }) => type), ...Object.keys(ELSEWHERE)];

  expect(destinationTypes.filter((type) => !proven.includes(type))).toEqual([]);
  for (const file of Object.values(ELSEWHERE))
    expect(existsSync(path.join(__dirname, "..", file))).toBe(true);
});

describe.each(vendorProtocols.map((protocol) => [protocol.type, protocol] as const))(
  "%s",
  (_type, protocol) => {
    const { statuses } = protocol;
    const records = sampleRecords();
    const everything = { delivered: records.length };

    it("gets every record exactly once, as CloudTrail wrote it", () =>
      onStage(protocol, async (vendor, forward) => {
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
        expect(vendor.state.stored.map(({ id }) => id).sort()).toEqual(
          records.map((_, index) => eventId(index)),
        );
        const byId = new Map(records.map((record) => [record.eventID ?? record.eventId, record]));
        for (const { id, record } of vendor.state.stored) if (record) expect(record).toEqual(byId.get(id));
      }));

    it.each(statuses.retried)(
      "gets everything after answering %i once, and waits before it is asked again",
      (status) =>
        onStage(protocol, async (vendor, forward) => {
          vendor.faults.push({ kind: "answer", answer: { status, headers: { "retry-after": "7" } } });
          const { outcomes, slept } = await forward({ records });

          expect(tally(outcomes)).toEqual(everything);
          expect(assertNothingLost(outcomes, vendor)).toEqual([]);
          expect(slept[0]).toBe(7_000);
        }),
    );

    it("gets nothing counted as delivered while it stays unavailable", () =>
      onStage(protocol, async (vendor, forward) => {
        for (let count = 0; count < 50; count += 1)
          vendor.faults.push({ kind: "answer", answer: { status: 503 } });
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual({ "returned destination_unavailable": records.length });
        expect(vendor.requests.length).toBeLessThanOrEqual(7);
      }));

    it.each(statuses.auth)("stops the destination when it answers %i to every request", (status) =>
      onStage(protocol, async (vendor, forward) => {
        for (let count = 0; count < 50; count += 1)
          vendor.faults.push({ kind: "answer", answer: { status } });
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual({ "returned destination_auth": records.length });
        expect(vendor.requests.length).toBeLessThanOrEqual(3);
      }),
    );

    it.each([...statuses.config, 307])("stops the destination at once when it answers %i", (status) =>
      onStage(protocol, async (vendor, forward) => {
        const headers = { location: `${vendor.url}/elsewhere` };
        for (let count = 0; count < 3; count += 1)
          vendor.faults.push({ kind: "answer", answer: { status, headers } });
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual({ "returned destination_config": records.length });
        expect(vendor.requests).toHaveLength(1);
      }),
    );

    // Where it reads such answers event by event, the next tests show what becomes of them.
    if (statuses.refused.length > 0)
      it.each(statuses.refused)("has what it refuses with %i kept, and nothing else", (status) =>
        onStage(protocol, async (vendor, forward) => {
          vendor.faults.push({ kind: "answer", answer: { status, body: "words of the vendor" } });
          const { outcomes, files } = await forward({ records: records.slice(0, 1) });

          expect(tally(outcomes)).toEqual({ "rejected refused": 1 });
          expect([...files.values()].join("\n")).toContain("words of the vendor");
          expect([...files.values()].join("\n")).toContain(JSON.stringify(records[0]));
        }),
      );

    it("has one bad record among good ones kept, and loses none", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.state.poison.add(eventId(7));
        const { outcomes } = await forward({ records });

        const stored = new Set(vendor.state.stored.map(({ id }) => id));
        expect(outcomes.get(eventId(7))).toMatch(/^rejected (partly_)?refused$/);
        expect(stored.has(eventId(7))).toBe(false);
        assertNothingLost(outcomes, vendor);
        expect([...stored].length).toBe(records.length - 1);
        // Where the answer does not say which, the whole batch is kept: never fewer than were refused.
        const kept = [...outcomes.values()].filter((outcome) => outcome.startsWith("rejected"));
        expect([1, records.length]).toContain(kept.length);
      }));

    it("gets again only what it put off", () =>
      onStage(protocol, async (vendor, forward) => {
        for (const index of [3, 11]) vendor.state.busy.add(eventId(index));
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
      }));

    it("gets smaller batches when it answers 413", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.state.maxBodyBytes = 8_000;
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
        expect(vendor.requests.length).toBeGreaterThan(1);
      }));

    it("has a single record kept that is too large for it", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.state.maxBodyBytes = 10;
        const { outcomes } = await forward({ records: records.slice(0, 2) });

        expect(tally(outcomes)).toEqual({ "rejected event_too_large": 2 });
        expect(vendor.state.stored).toEqual([]);
      }));

    it("gets an oversized record without its longest field, the full one is kept", () =>
      onStage(protocol, async (vendor, forward) => {
        const { outcomes, copies, files } = await forward({
          records: [...records.slice(0, 2), largeRecord(20_000)],
          options: { maxEventBytes: 8_000, maxBatchBytes: 16_000 },
        });

        expect(tally(outcomes)).toEqual({ delivered: 3 });
        expect(copies).toEqual([eventId(99)]);
        expect([...files.keys()].every((key) => key.startsWith("rejects/copies/event_truncated/"))).toBe(
          true,
        );
        expect([...files.values()].join("")).toContain("x".repeat(20_000));
        expect(Math.max(...vendor.requests.map(({ body }) => body.length))).toBeLessThanOrEqual(16_000);
      }));

    it("gets a record without its longest field that it calls too large itself, the full one is kept once", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.state.maxBodyBytes = 14_000;
        const { outcomes, copies, files } = await forward({
          records: [...records.slice(0, 2), largeRecord(20_000)],
          options: { maxEventBytes: 30_000, maxBatchBytes: 60_000 },
        });

        expect(tally(outcomes)).toEqual({ delivered: 3 });
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
        expect(copies).toEqual([eventId(99)]);
        expect([...files.keys()].filter((key) => key.endsWith(".records"))).toHaveLength(1);
        expect([...files.values()].join("")).toContain("x".repeat(20_000));
      }));

    it("has an oversized record kept where truncation is not wanted", () =>
      onStage(protocol, async (vendor, forward) => {
        const { outcomes } = await forward({
          records: [largeRecord(20_000)],
          options: { maxEventBytes: 8_000, maxBatchBytes: 16_000, oversize: "reject" },
        });

        expect(tally(outcomes)).toEqual({ "rejected event_too_large": 1 });
        expect(vendor.requests).toEqual([]);
      }));

    it("gets everything although it hangs once", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.faults.push({ kind: "hang" });
        const { outcomes } = await forward({ records, timeoutMs: 400 });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
      }));

    it("gets everything although it answers slowly", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.faults.push({ kind: "slow" });
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
        expect(vendor.requests).toHaveLength(1);
      }));

    it("gets everything although the connection is reset before it stored anything", () =>
      onStage(protocol, async (vendor, forward) => {
        vendor.faults.push({ kind: "resetBeforeStore" });
        const { outcomes } = await forward({ records });

        expect(tally(outcomes)).toEqual(everything);
        expect(assertNothingLost(outcomes, vendor)).toEqual([]);
      }));

    it.each(["resetAfterStore", "cutAnswer"] as const)(
      "gets at most that batch twice when its answer is lost (%s)",
      (kind) =>
        onStage(protocol, async (vendor, forward) => {
          vendor.faults.push({ kind });
          const { outcomes } = await forward({ records });

          expect(tally(outcomes)).toEqual(everything);
          const repeated = assertNothingLost(outcomes, vendor);
          if (protocol.absorbsDuplicates) expect(repeated).toEqual([]);
          else expect(vendor.state.stored.length).toBe(records.length * 2);
        }),
    );

    // The function's own role is no secret that somebody could rotate under it.
    if (protocol.type !== "opensearch-serverless")
      it("is asked again with the new credential after it was rotated", () =>
        onStage(protocol, async (vendor, forward) => {
          let reads = 0;
          const before = vendor.state.credential;
          vendor.state.credential = "credential-number-two";
          const credentials = () => {
            reads += 1;
            return reads <= 1 ? before : vendor.state.credential;
          };
          const { outcomes } = await forward({ records, credentials });

          expect(tally(outcomes)).toEqual(everything);
          expect(assertNothingLost(outcomes, vendor)).toEqual([]);
        }));

    it("never sees its credential in an error, however it repeats it", () =>
      onStage(protocol, async (vendor, forward) => {
        const credential = SECRETS[protocol.type] ?? vendor.state.credential;
        for (const status of [500, 401, 404]) {
          for (let count = 0; count < 9; count += 1)
            vendor.faults.push({
              kind: "answer",
              answer: { status, body: `${credential} ${vendor.url}/?code=${credential}` },
            });
          const { failures, files } = await forward({ records: records.slice(0, 1) });
          vendor.faults.length = 0;

          expect(failures.length).toBeGreaterThan(0);
          const said = failures
            .map(({ message, detail, cause }) => `${message} ${detail} ${String(cause)}`)
            .join();
          expect(said + [...files.values()].join()).not.toContain(credential);
        }
      }));

    it("counts for nothing when another authority vouches for it, and works with the right one", async () => {
      const stranger = createAuthority("stranger");
      const tlsSecret = JSON.stringify({ ca: authority.ca });
      const options = { tlsSecretArn: TLS_SECRET_ARN };

      await onStage(
        protocol,
        async (vendor, forward) => {
          const { outcomes, failures } = await forward({ records, options, tlsSecret });
          expect(tally(outcomes)).toEqual({ "returned destination_config": records.length });
          expect(failures[0]?.message).toMatch(/^TLS with 127\.0\.0\.1:\d+ failed/);
          expect(vendor.requests).toEqual([]);
        },
        stranger.issue("localhost", "127.0.0.1"),
      );
      await onStage(
        protocol,
        async (_vendor, forward) => {
          const { outcomes } = await forward({ records, options, tlsSecret });
          expect(tally(outcomes)).toEqual(everything);
        },
        authority.issue("localhost", "127.0.0.1"),
      );
    });

    const { falseSuccesses = [] } = protocol;
    if (falseSuccesses.length > 0)
      it.each(falseSuccesses.map((answer) => [JSON.stringify(answer), answer] as const))(
        "does not have %s taken for an acknowledgement",
        (_text, answer) =>
          onStage(protocol, async (vendor, forward) => {
            vendor.faults.push({ kind: "answer", answer });
            const { outcomes } = await forward({ records });

            expect(tally(outcomes)).toEqual(everything);
            expect(assertNothingLost(outcomes, vendor)).toEqual([]);
            expect(vendor.requests).toHaveLength(2);
          }),
      );

    it("gets no record that is older than it takes", () =>
      onStage(protocol, async (vendor, forward) => {
        const options = { maxAgeHours: 24 };
        const nowMs = NOW_MS + 25 * 3_600_000;
        const dated = records.filter(({ eventTime }) => eventTime !== undefined);
        const kept = await forward({ records: dated, options, nowMs });
        expect(tally(kept.outcomes)).toEqual({ "rejected event_too_old": dated.length });
        expect(vendor.requests).toEqual([]);

        const sent = await forward({ records, options: { ...options, tooOld: "send" }, nowMs });
        expect(tally(sent.outcomes)).toEqual(everything);
      }));
  },
);
