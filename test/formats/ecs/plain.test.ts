import fc from "fast-check";
import { ecs } from "../../../lambda/formats/ecs/index.ts";
import type { CloudTrailRecord } from "../../../lambda/types.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";

const format = ecs.create(ecs.options.parse({ type: "ecs", original: true, provenance: true }));
const source = { bucket: "trail-bucket", key: 'odd "key" \\' };

function documentOf(value: CloudTrailRecord, isPlain?: boolean): string {
  return String(
    format.normalize({ ordinal: 0, bytes: Buffer.from(JSON.stringify(value)), value, isPlain }, source),
  );
}

/** Odd records with everything replaced that would be escaped. */
const plainRecord = oddRecord.map(
  (value) => JSON.parse(JSON.stringify(value).replace(/\\(u[0-9a-f]{4}|.)/g, "_")) as CloudTrailRecord,
);

test("a record that needs no escapes becomes the same document whether or not that is known", () => {
  fc.assert(
    fc.property(plainRecord, (value) => {
      expect(documentOf(value, true)).toBe(documentOf(structuredClone(value)));
    }),
    { numRuns: 200 },
  );
});

test("objects in the place of texts are escaped even then: their JSON has quotes", () => {
  const odd = { a: "b" };
  const value = {
    eventName: odd,
    eventSource: [odd],
    awsRegion: odd,
    sourceIPAddress: odd,
    userAgent: odd,
    errorMessage: odd,
    userIdentity: { type: "IAMUser", arn: odd, userName: odd, principalId: odd, sessionContext: odd },
    requestParameters: { userName: odd, groupName: odd },
    tlsDetails: { tlsVersion: odd, clientProvidedHostHeader: odd },
    future: odd,
  };
  const text = '{"a":"b"}';

  expect(JSON.parse(documentOf(value, true))).toMatchObject({
    event: { action: text, provider: `[${text}]` },
    cloud: { region: text },
    source: { address: text },
    user: { name: text, id: text, target: { name: text } },
    group: { name: text },
    user_agent: { original: text },
    tls: { version: text, client: { server_name: text } },
    related: { user: [text], hosts: [text] },
    aws: { cloudtrail: { error_message: text, future: odd } },
  });
});
