import fc from "fast-check";
import { ocsf } from "../../../lambda/formats/ocsf/index.ts";
import type { RecordSource } from "../../../lambda/types.ts";
import { corpora, corpusTest, rawRecord, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { lostLeaves } from "../../support/cloudtrail/leaves.ts";
import { oddRecord } from "../../support/cloudtrail/odd-records.ts";
import { eventFaults } from "../../support/ocsf/check-event.ts";
import { versions } from "../../support/ocsf/schemas.ts";

const source: RecordSource = { bucket: "trail-bucket", key: "AWSLogs/x" };

describe.each(versions)("OCSF %s", (version) => {
  describe.each(["standard", "rich"] as const)("in %s mode", (mode) => {
    const format = ocsf.create({ type: "ocsf", version, mode });

    test("a record with any field missing, new or of another type becomes a valid event", () => {
      fc.assert(
        fc.property(oddRecord, (value) => {
          const text = String(format.normalize(rawRecord(value), source));
          expect(eventFaults(text, version)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    });

    test("every leaf of such a record is found again in the event", () => {
      fc.assert(
        fc.property(oddRecord, (value) => {
          const event: unknown = JSON.parse(String(format.normalize(rawRecord(value), source)));
          expect(lostLeaves(value, event)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    });

    test("an object that is no CloudTrail record at all becomes a valid event, too", () => {
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
          const text = String(format.normalize(rawRecord(value), source));
          expect(eventFaults(text, version)).toEqual([]);
          expect(lostLeaves(value, JSON.parse(text))).toEqual([]);
        }),
        { numRuns: 200 },
      );
    });

    corpusTest("every leaf of the public and constructed records is found again", () => {
      for (const name of corpora) {
        for (const { record, source: place } of readCorpus(name)) {
          const event: unknown = JSON.parse(String(format.normalize(record, place)));
          expect(lostLeaves(record.value, event)).toEqual([]);
        }
      }
    });
  });
});
