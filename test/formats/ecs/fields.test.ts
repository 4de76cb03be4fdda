import fc from "fast-check";
import { limitsConfig } from "../../../lambda/contract/function-config.ts";
import { splitRecords } from "../../../lambda/decode/records.ts";
import { createFormat, formatField } from "../../../lambda/formats/registry.ts";
import type { CloudTrailRecord, Enrichment, RawRecord, RecordSource } from "../../../lambda/types.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";

const SOURCE: RecordSource = { bucket: "trail-bucket", key: "file.json.gz" };
const limits = limitsConfig.parse({});
const create = (options: object = {}) => createFormat(formatField().parse({ type: "ecs", ...options }));

/** Records as decoding gives them: with fields that are read where they stand in the file. */
async function decoded(texts: readonly string[]): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  const file = [Buffer.from(`{"Records":[${texts.join(",")}]}`)];
  for await (const chunk of splitRecords(ReadableStream.from(file), limits)) records.push(...chunk.records);
  return records;
}

const documentOf = (format: ReturnType<typeof create>, record: RawRecord, enrichment?: Enrichment) =>
  JSON.parse(String(format.normalize(record, SOURCE, enrichment)));

/** The same record as somebody gives it who has parsed it. */
const parsed = ({ ordinal, bytes, value }: RawRecord): RawRecord => ({ ordinal, bytes, value });

const options = fc.record({
  payloads: fc.constantFrom("both", "text", "flattened"),
  userId: fc.constantFrom("arn", "principal"),
  categories: fc.constantFrom("elastic", "extended"),
  provenance: fc.boolean(),
  includeRaw: fc.boolean(),
});

test("a record becomes the same document by its fields and by its value, whatever came before it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddRecord, { minLength: 1, maxLength: 4 }), options, async (values, asked) => {
      const records = await decoded([...values, ...values].map((value) => JSON.stringify(value)));
      const format = create(asked);

      for (const record of records) {
        expect(documentOf(format, record)).toEqual(documentOf(create(asked), parsed(record)));
      }
    }),
    { numRuns: 80 },
  );
});

const call: CloudTrailRecord = {
  eventVersion: "1.11",
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDAEXAMPLEEXAMPLE",
    arn: "arn:aws:iam::111122223333:user/alice",
    accountId: "111122223333",
    userName: "alice",
  },
  eventTime: "2026-02-03T04:05:06Z",
  eventSource: "iam.amazonaws.com",
  eventName: "CreateUser",
  awsRegion: "us-east-1",
  sourceIPAddress: "198.51.100.7",
  userAgent: "aws-cli/2.30.0",
  requestParameters: { path: "/a/" },
  responseElements: null,
  requestID: "r-1",
  eventID: "e-1",
  eventType: "AwsApiCall",
  recipientAccountId: "111122223333",
};

test("records of one session and kind keep what is their own", async () => {
  const own: object[] = [
    {},
    { eventID: "e-2", requestID: "r-2", requestParameters: { userName: "ben", path: "/" } },
    { eventID: "e-3", responseElements: { user: { userId: "AIDABEN" } }, errorMessage: "no" },
    {
      eventID: "e-4",
      resources: [{ ARN: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0" }],
    },
    { eventID: "e-5", sourceIPAddress: "host.example.com", tlsDetails: { clientProvidedHostHeader: "a.b" } },
    { eventID: "e-6", eventTime: "never", sharedEventID: "s-6", future: { key: 1 } },
    { eventID: "e-7", recipientAccountId: "444455556666", vpcEndpointId: "vpce-7" },
    { eventID: "e-8", errorCode: "AccessDenied", requestParameters: { note: 'a "word"', none: "none" } },
    {},
  ];
  const records = await decoded(own.map((fields) => JSON.stringify({ ...call, ...fields })));
  const format = create();

  const documents = records.map((record) => documentOf(format, record));

  expect(documents).toEqual(records.map((record) => documentOf(create(), parsed(record))));
  expect(documents.map(({ event }) => event.id)).toEqual([
    "e-1",
    "e-2",
    "e-3",
    "e-4",
    "e-5",
    "e-6",
    "e-7",
    "e-8",
    "e-1",
  ]);
  expect(documents.map(({ user }) => user.target?.name)).toEqual([
    undefined,
    "ben",
    ...Array.from({ length: 7 }, () => undefined),
  ]);
});

test("what enrichment knows of one record is not said of the next", async () => {
  const records = await decoded([JSON.stringify(call), JSON.stringify({ ...call, eventID: "e-2" })]);
  const format = create();
  const plain = records.map((record) => documentOf(format, record));
  const known: Enrichment = {
    recipient: { name: "Payments" },
    location: { country: "Germany" },
    network: { number: 64_500 },
  };

  const enriched = records.map((record) => documentOf(format, record, known));
  const other = documentOf(format, records[0] as RawRecord, { location: { city: "Oslo" } });

  expect(enriched[0].cloud.account).toEqual({ id: "111122223333", name: "Payments" });
  expect(enriched[1].source).toEqual({
    address: "198.51.100.7",
    ip: "198.51.100.7",
    geo: { country_name: "Germany" },
    as: { number: 64_500 },
  });
  expect(other.source.geo).toEqual({ city_name: "Oslo" });
  expect(other.cloud.account).toEqual({ id: "111122223333" });
  expect(records.map((record) => documentOf(format, record))).toEqual(plain);
});
