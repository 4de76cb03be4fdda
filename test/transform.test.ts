import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { filterConfig } from "../lambda/contract/filter-config.ts";
import { redactConfig } from "../lambda/contract/redact-config.ts";
import { tenantsConfig } from "../lambda/contract/tenants-config.ts";
import { compileTenants } from "../lambda/decode/tenant.ts";
import { parseAccountDirectory } from "../lambda/enrich/accounts.ts";
import { createEnricher } from "../lambda/enrich/enricher.ts";
import { compileFilter } from "../lambda/filter/filter.ts";
import { createFormat, formatField, formatTypes } from "../lambda/formats/registry.ts";
import { compileRedactor } from "../lambda/redact/redact.ts";
import { createTransform, type TransformRooms } from "../lambda/transform.ts";
import type { CloudTrailRecord, RawRecord } from "../lambda/types.ts";
import { oddRecord } from "./support/cloudtrail/odd-records.ts";
import { invoke, logKey, type Scene, s3Body, sqsMessage } from "./support/invocation.ts";

const KEY = logKey("AAAAAAAAAAAAAAAA");
const raw = createFormat(formatField().parse("raw"));
const noise = filterConfig.parse({
  rules: [
    { name: "kms-reads", action: "drop", when: { eventName: ["Decrypt"] } },
    { name: "trail", action: "drop", when: { eventSource: ["cloudtrail.amazonaws.com"] } },
  ],
});

const record = (id: string, more: object = {}) =>
  JSON.stringify({ eventID: id, eventTime: "2026-01-02T03:04:05Z", ...more });
const decrypt = (id: string) => record(id, { eventName: "Decrypt" });

async function forward(rooms: TransformRooms, records: readonly string[], scene: Partial<Scene> = {}) {
  const objects = { [KEY]: gzipSync(`{"Records":[${records.join()}]}`) };
  return invoke({ objects, messages: [sqsMessage(s3Body(KEY))], rooms, ...scene });
}

describe("a filter", () => {
  it("keeps records from delivery, counted by rule, and the message is acknowledged", async () => {
    const records = [decrypt("a"), record("b"), decrypt("c")];
    const result = await forward({ format: raw, filter: compileFilter(noise) }, records);
    expect(result.returned).toEqual([]);
    expect(result.delivered).toEqual([records[1]]);
    expect(result.totals).toMatchObject({
      records: { read: 3, delivered: 1, filtered: 2, rejected: 0, returned: 0 },
      reasons: { "filter:kms-reads": 2 },
      identityViolations: 0,
    });
  });

  it("may keep back every record of an object", async () => {
    const result = await forward({ format: raw, filter: compileFilter(noise) }, [decrypt("a")]);
    expect(result.returned).toEqual([]);
    expect(result.delivered).toEqual([]);
    expect(result.totals).toMatchObject({ objects: { forwarded: 1 }, records: { read: 1, filtered: 1 } });
  });

  it("delivers guarded records and counts them", async () => {
    const stop = record("a", { eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging" });
    const describeTrails = record("b", {
      eventSource: "cloudtrail.amazonaws.com",
      eventName: "DescribeTrails",
    });
    const result = await forward({ format: raw, filter: compileFilter(noise) }, [stop, describeTrails]);
    expect(result.delivered).toEqual([stop]);
    expect(result.totals).toMatchObject({
      reasons: { "filter:trail": 1 },
      notes: { "held:guard:trail-changed": 1 },
    });
  });

  it("delivers everything in a dry run and counts what it would have dropped", async () => {
    const filter = compileFilter({ ...noise, dryRun: true });
    const result = await forward({ format: raw, filter }, [decrypt("a"), record("b")]);
    expect(result.delivered).toHaveLength(2);
    expect(result.totals).toMatchObject({
      records: { delivered: 2, filtered: 0 },
      notes: { "held:dry_run:kms-reads": 1 },
    });
  });

  it("that fails lets the record through and counts it", async () => {
    const filter = () => ({ keep: true, held: { reason: "filter_error", rule: "broken" } }) as const;
    const result = await forward({ format: raw, filter }, [record("a")]);
    expect(result.delivered).toEqual([record("a")]);
    expect(result.totals.notes).toEqual({ "held:filter_error:broken": 1 });
  });

  it("counts nothing for an object that goes back, because it comes again", async () => {
    const send = async () => {
      throw new Error("down");
    };
    const records = [decrypt("a"), record("b")];
    const result = await forward(
      { format: raw, filter: compileFilter({ ...noise, dryRun: true }) },
      records,
      { send },
    );
    expect(result.returned).toEqual(["m1"]);
    expect(result.totals).toMatchObject({ records: { returned: 2 }, notes: {} });
  });

  it("leaves read = delivered + filtered for any records", async () => {
    const names = fc.constantFrom("Decrypt", "StopLogging", "RunInstances");
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 30 }), async (eventNames) => {
        const records = eventNames.map((eventName, index) => record(`e${index}`, { eventName }));
        const { totals, returned } = await forward({ format: raw, filter: compileFilter(noise) }, records);
        const dropped = eventNames.filter((name) => name === "Decrypt").length;
        expect(returned).toEqual([]);
        expect(totals.records).toMatchObject({
          read: records.length,
          delivered: records.length - dropped,
          filtered: dropped,
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe("redaction", () => {
  const redactor = compileRedactor(redactConfig.parse({ presets: ["credentials"] }));
  const secret = record("a", {
    responseElements: { credentials: { sessionToken: "t0ken", accessKeyId: "AKIA" } },
  });

  it("hides values before delivery, and counts them", async () => {
    const result = await forward({ format: raw, redactor }, [secret, record("b")]);
    expect(result.delivered).toEqual([secret.replace("t0ken", "[redacted]"), record("b")]);
    expect(result.totals.notes).toEqual({ "redacted:credentials": 1 });
  });

  it("hides them in every format, and in the raw text beside an event", async () => {
    for (const type of formatTypes) {
      const options = type === "raw" ? { type } : { type, includeRaw: true, provenance: true };
      const format = createFormat(formatField().parse(options));
      const { delivered } = await forward({ format, redactor }, [secret]);
      expect(delivered).toHaveLength(1);
      expect(delivered[0]).not.toContain("t0ken");
    }
  });

  it("keeps the exact record in the reject store, so that it can be delivered again under the same id", async () => {
    const send = async () => ({ rejected: [{ index: 0, detail: "refused" }], retryable: [] });
    const { files, totals } = await forward({ format: raw, redactor }, [secret], { send });
    const stored = [...files].find(([key]) => key.endsWith(".records"))?.[1].toString();
    expect(stored).toBe(`${secret}\n`);
    expect(totals.records.rejected).toBe(1);
  });

  it("never changes what an event is known by", () => {
    const everything = compileRedactor(redactConfig.parse({ rules: [{ name: "all", paths: ["**"] }] }));
    const plain = createTransform({ format: raw });
    const redacting = createTransform({ format: raw, redactor: everything });
    fc.assert(
      fc.property(oddRecord, (value) => {
        const one = rawOf(value);
        const source = plain.sourceOf({ bucket: "b", key: KEY });
        const before = plain.eventOf(one, source);
        const after = redacting.eventOf(one, source);
        expect([after.id, after.time]).toEqual([before.id, before.time]);
      }),
    );
  });

  it("gives a record without an id the id of its original bytes", () => {
    const bytes = Buffer.from('{"password":"p"}');
    const transform = createTransform({ format: raw, redactor });
    const event = transform.eventOf(
      { ordinal: 0, bytes, value: { password: "p" } },
      { bucket: "b", key: "k" },
    );
    expect(event.id).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(Buffer.from(event.body).toString()).toBe('{"password":"[redacted]"}');
    expect(event.record).toEqual({ password: "[redacted]" });
  });
});

describe("enrichment", () => {
  const accounts = parseAccountDirectory('{"111122223333":{"name":"checkout","tags":{"cost center":"7"}}}');
  const enricher = createEnricher({ accounts: true, addresses: false }, () => ({ accounts }));

  it("adds facts beside the record, and counts the accounts nobody knows", async () => {
    const known = record("a", { recipientAccountId: "111122223333" });
    const unknown = record("b", { recipientAccountId: "444455556666" });
    const result = await forward({ format: raw, enricher }, [known, unknown]);
    const facts = { account_name: "checkout", account_tag_cost_center: "7" };
    expect(result.delivered).toEqual([
      `${known.slice(0, -1)},"cloudtrail_forwarder":${JSON.stringify(facts)}}`,
      unknown,
    ]);
    expect(result.totals.notes).toMatchObject({ "unknown:account": 1 });
  });

  it("sees records as they leave: a value that was hidden is not looked up", async () => {
    const redactor = compileRedactor(
      redactConfig.parse({ rules: [{ name: "account", paths: ["recipientAccountId"] }] }),
    );
    const { delivered } = await forward({ format: raw, enricher, redactor }, [
      record("a", { recipientAccountId: "111122223333" }),
    ]);
    expect(delivered[0]).not.toContain("checkout");
  });
});

describe("tenants", () => {
  const tenants = tenantsConfig.parse({
    acme: { accounts: ["444455556666"] },
    umbrella: { organizationalUnits: ["prod/eu"] },
  });
  const format = createFormat(formatField().parse({ type: "raw", provenance: true }));
  const labelOf = (delivered: readonly string[]) =>
    JSON.parse(delivered[0] ?? "").cloudtrail_forwarder.tenant;

  it("label records by the account of their log file, or by its organizational unit", async () => {
    const acme = await forward({ format, tenantOf: compileTenants(tenants, () => undefined) }, [record("a")]);
    const umbrella = await forward({ format, tenantOf: compileTenants(tenants, () => "prod/eu/west") }, [
      record("a"),
    ]);
    expect(labelOf(acme.delivered)).toBeUndefined();
    expect(labelOf(umbrella.delivered)).toBe("umbrella");
  });

  it("count what nobody claims, and deliver it", async () => {
    const { delivered, totals } = await forward({ format: raw, tenantOf: compileTenants(tenants) }, [
      record("a"),
      record("b"),
    ]);
    expect(delivered).toHaveLength(2);
    expect(totals.notes).toEqual({ untenanted: 2 });
  });
});

describe("a record that contradicts its log file's key", () => {
  it("is counted and delivered", async () => {
    const format = createFormat(formatField().parse("flat"));
    const { delivered, totals } = await forward({ format }, [
      record("a", { recipientAccountId: "111122223333", awsRegion: "us-east-1" }),
      record("b", { recipientAccountId: "444455556666", awsRegion: "us-east-1" }),
      record("c", { awsRegion: "eu-central-1" }),
    ]);
    expect(delivered).toHaveLength(3);
    expect(totals.notes).toEqual({ "mismatch:account": 1, "mismatch:region": 1 });
  });
});

describe("with nothing configured", () => {
  it("raw records are never parsed", () => {
    const transform = createTransform({ format: raw, tenantOf: () => "acme" });
    const untouchable: RawRecord = {
      ordinal: 0,
      bytes: Buffer.from("{}"),
      get value(): CloudTrailRecord {
        throw new Error("parsed");
      },
    };
    const source = transform.sourceOf({ bucket: "b", key: KEY });
    const books = undefined as never;
    expect(transform.filter([untouchable], source, books)).toEqual([untouchable]);
    expect(transform.eventOf(untouchable, source).body).toBe(untouchable.bytes);
  });

  it.each(formatTypes)("%s events are what the format alone makes of records, byte for byte", (type) => {
    const format = createFormat(formatField().parse(type));
    const transform = createTransform({
      format,
      filter: compileFilter(filterConfig.parse({})),
      redactor: compileRedactor(redactConfig.parse({ rules: [{ name: "no", paths: ["no.such.field"] }] })),
      enricher: createEnricher({ accounts: true, addresses: true }, () => ({})),
    });
    const source = transform.sourceOf({ bucket: "b", key: KEY });
    fc.assert(
      fc.property(oddRecord, (value) => {
        const one = rawOf(value);
        expect(transform.eventOf(one, source).body).toEqual(format.normalize(one, source));
      }),
      { numRuns: 50 },
    );
  });
});

function rawOf(value: CloudTrailRecord): RawRecord {
  return { ordinal: 0, bytes: Buffer.from(JSON.stringify(value)), value };
}
