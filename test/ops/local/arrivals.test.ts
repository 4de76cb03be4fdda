import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Arrivals } from "../../../ops/local/arrivals/arrivals.ts";
import { idOfEvent } from "../../../ops/local/arrivals/event-id.ts";

const GOLDEN = join(__dirname, "../../golden");
const FIXTURES = join(__dirname, "../../fixtures/cloudtrail");

/** What CloudTrail calls the id in the record that a golden file was made of. */
function recordId(name: string): string {
  const { eventID, eventId } = JSON.parse(
    readFileSync(join(FIXTURES, name.replace(/\.\w+$/, ".json")), "utf8"),
  );
  return eventID ?? eventId;
}

test.each(["ocsf", "ecs", "flat", "cef", "leef", "fortisiem"])(
  "the id of every event is seen in the format %s",
  (format) => {
    const names = readdirSync(join(GOLDEN, format));
    const ids = names.map((name) => idOfEvent(readFileSync(join(GOLDEN, format, name), "utf8").trim()));

    expect(names.length).toBeGreaterThan(5);
    expect(ids).toEqual(names.map(recordId));
  },
);

test("what shows no id has none", () => {
  expect(["", "{", "text", "[1]", '{"eventID":1}', "null"].map(idOfEvent)).toEqual(Array(6).fill(undefined));
});

test("counts events, tells repeated ones by their ids, and writes one a line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "arrivals-"));
  const file = join(folder, "deep/events.ndjson");
  const arrivals = await Arrivals.open(file, (event) => idOfEvent(event.toString()));
  await arrivals.keep(['{"eventID":"a"}', "no id"].map((line) => Buffer.from(line)));
  await arrivals.keep(['{"eventID":"b"}', '{"eventID":"a"}'].map((line) => Buffer.from(line)));
  await arrivals.close();
  const written = readFileSync(file, "utf8");
  rmSync(folder, { recursive: true });

  expect(arrivals.counts).toEqual({ events: 4, distinct: 2, duplicates: 1 });
  expect(written).toBe('{"eventID":"a"}\nno id\n{"eventID":"b"}\n{"eventID":"a"}\n');
});
