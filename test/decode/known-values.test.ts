import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { limitsConfig } from "../../lambda/contract/function-config.ts";
import { parseExactJson } from "../../lambda/decode/exact-json.ts";
import { KnownValues } from "../../lambda/decode/known-values.ts";
import { splitRecords } from "../../lambda/decode/records.ts";
import type { RawRecord } from "../../lambda/types.ts";

const limits = limitsConfig.parse({});

async function recordsOf(texts: readonly string[], bufferBytes = 1_000_000): Promise<RawRecord[]> {
  const file = Buffer.from(`{"Records":[${texts.join(",")}]}`);
  async function* buffers() {
    for (let at = 0; at < file.length; at += bufferBytes) yield file.subarray(at, at + bufferBytes);
  }
  const records: RawRecord[] = [];
  for await (const chunk of splitRecords(buffers(), limits)) records.push(...chunk.records);
  return records;
}

const record = (identity: string, rest = "") => `{"eventVersion":"1.11","userIdentity":${identity}${rest}}`;
const alice = '{"type":"IAMUser","accountId":"111122223333","userName":"alice"}';
const bob = '{"type":"IAMUser","accountId":"111122223333","userName":"bobby"}';

test("records of one caller share the parsed identity from the second on, those of another have theirs", async () => {
  const [, first, other, second] = await recordsOf([
    record(alice),
    record(alice),
    record(bob),
    record(alice, ',"eventID":"2"'),
  ]);
  expect(second?.value.userIdentity).toBe(first?.value.userIdentity);
  expect(other?.value.userIdentity).toEqual(JSON.parse(bob));
  expect(second?.value).toEqual({ eventVersion: "1.11", userIdentity: JSON.parse(alice), eventID: "2" });
  expect(Object.keys(second?.value ?? {})).toEqual(["eventVersion", "userIdentity", "eventID"]);
});

test.each([
  ["an identity that stands there twice", record(alice, `,"userIdentity":${bob}`)],
  ["an identity that is taken back", record(alice, ',"userIdentity":null')],
  ["a key that stands twice in the identity", record('{"type":"Root","type":"IAMUser"}')],
  ["a key that stands twice outside of it", record(alice, ',"a":1,"a":2')],
  ["a number that a double cannot carry", record('{"type":"Root","n":9007199254740993}')],
  ["a text that looks like an identity", record('{"type":"Root"}', ',"a":"\\"userIdentity\\":{"')],
  ["letters beyond ASCII", record('{"type":"IAMUser","userName":"Zoë"}', ',"a":"日本"')],
  ["an identity that is an array", record('[{"type":"Root"}]')],
  ["an identity that is null", record("null", ',"resources":[{}]')],
  ["TLS details that stand there twice", record(alice, ',"tlsDetails":{"a":"b"},"tlsDetails":{"c":"d"}')],
  ["TLS details that are the only inner object", '{"eventVersion":"1.11","tlsDetails":{"a":"b"}}'],
  ["TLS details inside of something else", record(alice, ',"x":{"tlsDetails":{"a":"b"}}')],
  ["a longer key that ends like one of them", record(alice, ',"my\\",\\"tlsDetails":{"a":"b"}')],
  ["space around the marks", `{ "userIdentity" : ${alice} , "tlsDetails" : {"a":"b"} }`],
  ["another first field", `{"eventTime":"2026-02-03T00:00:00Z","userIdentity":${alice}}`],
  ["an identity in another place", `{"eventVersion":{"userIdentity":${bob}},"userIdentity":${alice}}`],
])("%s is read as any JSON reader would, and nothing of it is lost", async (_, text) => {
  const [plain, odd] = await recordsOf([record(alice), text]);
  expect(plain?.value.userIdentity).toEqual(JSON.parse(alice));
  expect(odd?.value).toEqual(parseExactJson(text));
});

test("records with equal TLS details share them, too", async () => {
  const host = "ec2.eu-central-1.amazonaws.com";
  const details = `{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${host}"}`;
  const tls = `,"eventID":"1","tlsDetails":${details}`;
  const more = record(bob, `${tls},"more":"text"`);
  const [, first, second] = await recordsOf([record(alice, tls), record(alice, tls), more]);
  expect(second?.value.tlsDetails).toBe(first?.value.tlsDetails);
  expect(second?.value).toEqual(JSON.parse(more));
});

test("the order of the fields does not matter", async () => {
  const fields = [
    '"resources":[{"ARN":"a"}]',
    '"requestParameters":{"userIdentity":{}}',
    `"userIdentity":${alice}`,
  ];
  const [first, second] = await recordsOf([`{${fields.join()}}`, `{${fields.toReversed().join()}}`]);
  expect(second?.value.userIdentity).toBe(first?.value.userIdentity);
  expect(second?.value).toEqual(first?.value);
  expect(Object.keys(second?.value ?? {})).toEqual(Object.keys(first?.value ?? {}).toReversed());
});

const identities = fc.constantFrom(
  alice,
  bob,
  '{"type":"Root"}',
  '{"type":"AssumedRole","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}}',
  `{"type":"IAMUser","userName":"${"a".repeat(5_000)}"}`,
  '{"a":{"b":[{"c":{}}]},"d":"}"}',
  "{}",
  "7",
);

test("wherever the buffers end and whoever came before, the values are those of the text", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(identities, fc.jsonValue()), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 16, max: 700 }),
      async (parts, bufferBytes) => {
        const texts = parts.map(([identity, value]) =>
          record(identity, `,"more":${JSON.stringify(value)},"tlsDetails":{"tlsVersion":"TLSv1.3"}`),
        );
        const records = await recordsOf(texts, bufferBytes);
        expect(records.map(({ value }) => value)).toEqual(texts.map(parseExactJson));
      },
    ),
  );
});

test("a value that was let go is parsed again when somebody asks", async () => {
  const [first] = await recordsOf([record(alice)]);
  const value = first?.value;
  first?.release?.();
  expect(first?.value).not.toBe(value);
  expect(first?.value).toEqual(value);
});

test("what is remembered of a record does not keep the buffer that it came in", () => {
  const buffer = Buffer.from(record(alice));
  const words = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const start = buffer.indexOf(alice);
  const values = new KnownValues({ offsets: [10, 20] });
  const remember = () =>
    values.remember(buffer, words, start, start + alice.length, { members: 3, depth: 1 });
  expect(remember()).toBeUndefined();
  remember();
  const known = values.at(buffer, words, start);

  expect(known?.value).toEqual(JSON.parse(alice));
  expect(known?.bytes.buffer.byteLength).toBe(alice.length);
});
