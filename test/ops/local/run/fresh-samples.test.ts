import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { listInput } from "../../../../ops/input-files.ts";
import { writeFreshSamples } from "../../../../ops/local/run/fresh-samples.ts";

const SHIPPED = join(__dirname, "../../../../samples");
const NOW_MS = Date.UTC(2030, 5, 1, 12);
const HOUR_MS = 3_600_000;

interface Event {
  readonly eventID?: string;
  readonly eventId?: string;
  readonly eventName?: string;
  readonly eventTime?: string;
}

async function eventsIn(folder: string): Promise<Event[]> {
  const files = await listInput([folder]);
  return files.flatMap(({ path }) => JSON.parse(gunzipSync(readFileSync(path)).toString()).Records ?? []);
}

const told = (events: readonly Event[]) =>
  events.map(({ eventID, eventId, eventName }) => `${eventID ?? eventId} ${eventName}`).sort();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fresh-samples-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([18, 336])(
  "are the shipped records, all of them younger than half of %s hours and none from the future",
  async (maxAgeHours) => {
    const events = await eventsIn(await writeFreshSamples(folder, maxAgeHours, NOW_MS));
    const times = events.flatMap(({ eventTime }) => (eventTime ? [Date.parse(eventTime)] : []));

    expect(told(events)).toEqual(told(await eventsIn(SHIPPED)));
    expect(times.length).toBeGreaterThan(1_800);
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW_MS);
    expect(Math.min(...times)).toBeGreaterThan(NOW_MS - (Math.min(24, maxAgeHours / 2) + 1) * HOUR_MS);
  },
);

test("replace those of an earlier run, whose names carry other dates", async () => {
  mkdirSync(join(folder, "samples"));
  writeFileSync(join(folder, "samples/old.json.gz"), "");
  const directory = await writeFreshSamples(folder, 24, NOW_MS);

  expect((await listInput([directory])).map(({ key }) => key)).not.toContain("old.json.gz");
});
