import { sentinelRow } from "../../../lambda/destinations/http/family/sentinel-columns.ts";
import type { CloudTrailRecord } from "../../../lambda/types.ts";
import { corpora, corpusTest, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { sampleRecords } from "../../support/vendor-simulator/records.ts";

function rowOf(record: CloudTrailRecord): Record<string, unknown> {
  const time = Date.parse(String(record.eventTime));
  return JSON.parse(sentinelRow({ id: "x", time: Number.isNaN(time) ? undefined : time, body: "", record }));
}

/** Every scalar of a value, as text. */
function leaves(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object") return Object.values(value).flatMap(leaves);
  return [String(value)];
}

describe("a row of AWSCloudTrail", () => {
  it("has the record's fields in the columns and types that the table wants", () => {
    const [first] = sampleRecords(1);
    expect(rowOf(first ?? {})).toMatchObject({
      TimeGenerated: "2026-02-03T04:05:06.000Z",
      AwsEventId: "00000000-0000-4000-8000-000000000000",
      UserIdentityType: "AssumedRole",
      SessionMfaAuthenticated: false,
      SessionCreationDate: "2026-02-03T04:00:00.000Z",
      SessionIssuerUserName: "Web",
      ReadOnly: true,
      ManagementEvent: false,
      TlsVersion: "TLSv1.3",
      RequestParameters: expect.stringMatching(/^\{"bucketName"/),
      AdditionalEventData: '{"cloudtrail":{"tlsDetails.keyExchange":"X25519"}}',
    });
  });

  it("has nothing but scalars, whatever the types of the record's fields", () => {
    const odd = {
      eventTime: "x",
      eventName: 7,
      userIdentity: "Root",
      readOnly: "yes",
      resources: "r",
      tlsDetails: [1],
    };
    const row = rowOf(odd);
    for (const value of Object.values(row)) expect(typeof value).not.toBe("object");
    expect(JSON.parse(String(row.AdditionalEventData)).cloudtrail).toEqual({
      eventTime: "x",
      eventName: 7,
      userIdentity: "Root",
      readOnly: "yes",
      tlsDetails: [1],
    });
  });

  const lossless = (records: readonly CloudTrailRecord[]) => {
    for (const record of records) {
      const row = rowOf(record);
      const opened = Object.values(row).map((cell) => {
        try {
          return typeof cell === "string" ? JSON.parse(cell) : cell;
        } catch {
          return cell; // plain text
        }
      });
      const arrived = new Set([...leaves(row), ...leaves(opened)]);
      const { eventTime, userIdentity, ...rest } = record;
      const session = JSON.stringify(userIdentity ?? {})
        .replace(/"creationDate":"[^"]*",?/, "")
        .replace(",}", "}");
      for (const leaf of [...leaves(rest), ...leaves(JSON.parse(session))]) expect(arrived).toContain(leaf);
      if (eventTime !== undefined)
        expect(Date.parse(String(row.TimeGenerated ?? eventTime))).toBe(Date.parse(String(eventTime)));
    }
  };

  it("holds every value of the record", () => lossless(sampleRecords()));

  for (const corpus of corpora)
    corpusTest(`holds every value of the records in ${corpus}`, () =>
      lossless(readCorpus(corpus).map(({ record }) => record.value)),
    );
});
