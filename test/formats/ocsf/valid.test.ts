import { ocsf } from "../../../lambda/formats/ocsf/index.ts";
import { corpora, corpusTest, readCorpus } from "../../support/cloudtrail/corpus.ts";
import { eventFaults } from "../../support/ocsf/check-event.ts";
import { versions } from "../../support/ocsf/schemas.ts";

const modes = ["standard", "rich"] as const;

describe.each(versions)("OCSF %s", (version) => {
  describe.each(modes)("in %s mode", (mode) => {
    const format = ocsf.create({ type: "ocsf", version, mode });

    corpusTest("every public and constructed record becomes an event that both validators accept", () => {
      let events = 0;
      for (const name of corpora) {
        for (const { record, source } of readCorpus(name)) {
          const text = String(format.normalize(record, source));
          expect({ record: record.value, faults: eventFaults(text, version) }).toEqual({
            record: record.value,
            faults: [],
          });
          events++;
        }
      }
      expect(events).toBeGreaterThan(340);
    });
  });
});
