import { enrichConfig } from "../lambda/contract/enrich-config.ts";
import { filterConfig } from "../lambda/contract/filter-config.ts";
import { redactConfig } from "../lambda/contract/redact-config.ts";
import { tenantsConfig } from "../lambda/contract/tenants-config.ts";
import { ForwarderError } from "../lambda/errors.ts";
import { formatField } from "../lambda/formats/registry.ts";
import { openRooms, type RoomTools } from "../lambda/rooms.ts";
import type { RawRecord } from "../lambda/types.ts";
import { CITY } from "./enrich/databases.ts";
import { logKey } from "./support/invocation.ts";

const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:redact-AbCdEf";
const signal = new AbortController().signal;
const ref = { bucket: "b", key: logKey("A") };
const value = { eventID: "e", sourceIPAddress: "192.0.2.44", recipientAccountId: "111122223333" };
const record: RawRecord = { ordinal: 0, bytes: Buffer.from(JSON.stringify(value)), value };

function tools(files: Readonly<Record<string, string | Buffer>> = {}) {
  const failed: string[] = [];
  const room: RoomTools = {
    secret: async () => "key",
    readFile: async (location) => {
      const content = files[location];
      if (content === undefined) throw new Error("absent");
      return { bytes: Buffer.from(content) };
    },
    now: () => 0,
    enrichmentFailed: (location) => failed.push(location),
  };
  return { room, failed };
}

const format = formatField().parse("raw");
const bodyOf = (transform: Awaited<ReturnType<typeof openRooms>>["transform"]) =>
  Buffer.from(transform.eventOf(record, transform.sourceOf(ref)).body).toString();

test("what is configured works on records: files are loaded by refresh, secrets at the start", async () => {
  const { room, failed } = tools({
    "s3://example-data/accounts.json": '{"111122223333":{"name":"checkout","organizationalUnit":"prod/eu"}}',
    "s3://example-data/City.mmdb": CITY,
  });
  const rooms = await openRooms(
    {
      format,
      redact: redactConfig.parse({
        rules: [{ name: "ids", paths: ["requestID"], action: "hash" }],
        hashKeySecretArn: SECRET,
      }),
      enrich: enrichConfig.parse({
        accounts: "s3://example-data/accounts.json",
        geoip: { city: "s3://example-data/City.mmdb" },
      }),
      source: { tenants: tenantsConfig.parse({ europe: { organizationalUnits: ["prod"] } }) },
    },
    room,
  );
  expect(bodyOf(rooms.transform)).toBe(record.bytes.toString());
  expect(rooms.transform.sourceOf(ref).tenant).toBeUndefined();
  await rooms.refresh(signal);
  expect(JSON.parse(bodyOf(rooms.transform)).cloudtrail_forwarder).toMatchObject({
    account_name: "checkout",
    source_city: "Hamburg",
  });
  expect(rooms.transform.sourceOf(ref).tenant).toBe("europe");
  expect(failed).toEqual([]);
});

test("files that are absent or no such thing are reported and change nothing", async () => {
  const { room, failed } = tools({ "s3://example-data/City.mmdb": "no database" });
  const enrich = enrichConfig.parse({
    accounts: "s3://example-data/accounts.json",
    geoip: { city: "s3://example-data/City.mmdb" },
  });
  const rooms = await openRooms({ format, enrich }, room);
  await rooms.refresh(signal);
  expect(failed.sort()).toEqual(["s3://example-data/City.mmdb", "s3://example-data/accounts.json"]);
  expect(bodyOf(rooms.transform)).toBe(record.bytes.toString());
});

test("without its key a redaction does not start, so nothing leaves unredacted", async () => {
  const { room } = tools();
  const secret = async () => {
    throw ForwarderError.config("destination_config", "denied");
  };
  const redact = redactConfig.parse({
    rules: [{ name: "ids", paths: ["requestID"], action: "hash" }],
    hashKeySecretArn: SECRET,
  });
  await expect(openRooms({ format, redact }, { ...room, secret })).rejects.toThrow("denied");
});

test("a filter that keeps everything costs no parsing", async () => {
  const filter = filterConfig.parse({ rules: [{ name: "all", action: "keep", when: { eventID: ["e"] } }] });
  const { transform } = await openRooms({ format, filter }, tools().room);
  const unparsed: RawRecord = {
    ...record,
    get value(): never {
      throw new Error("parsed");
    },
  };
  expect(transform.filter([unparsed], transform.sourceOf(ref), undefined as never)).toHaveLength(1);
});
