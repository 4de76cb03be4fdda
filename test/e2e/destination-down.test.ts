import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { runLocal } from "../../ops/local/run/run-local.ts";
import { logKey } from "../support/invocation.ts";
import { ScriptedReceiver } from "../support/world/scripted-receiver.ts";
import { Bundle } from "./support/local-forwarder.ts";

const FILES = 6;
const RECORDS = Array.from({ length: FILES * 3 }, (_, index) => JSON.stringify({ eventID: `e${index}` }));
const sorted = (events: readonly string[]) => [...events].sort();

let bundle: Bundle;
beforeAll(() => {
  bundle = new Bundle();
}, 60_000);
afterAll(() => bundle.remove());

test("F92: two destinations, one of them down → each has its own queue and function; the healthy one gets each event once, the other one when it is back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "destination-down-"));
  const [healthy, down] = await Promise.all([ScriptedReceiver.start(), ScriptedReceiver.start()]);
  try {
    for (let file = 0; file < FILES; file += 1) {
      const path = join(folder, "input", logKey(`N${file}`));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, gzipSync(`{"Records":[${RECORDS.slice(file * 3, file * 3 + 3).join()}]}`));
    }
    // More than all tries of the first invocations, and until the other one has everything.
    down.script = ({ number }) =>
      number > 30 && healthy.events.length >= RECORDS.length ? undefined : { status: 503 };
    const { report, imbalances } = await runLocal({
      synthesize: () => bundle.stackWith({}, { healthy: healthy.url, down: down.url }),
      input: [join(folder, "input")],
      notify: true,
      secrets: new Map(),
      isEmbedded: false,
      outputFolder: join(folder, "output"),
      keep: false,
      timeScale: 6_000,
    });

    expect(report.reasons.destination_unavailable).toBeGreaterThan(0);
    expect(sorted(healthy.events)).toEqual(sorted(RECORDS));
    expect(sorted(down.events)).toEqual(sorted(RECORDS));
    expect({ imbalances, dlq: report.dlq, read: report.records.read }).toEqual({
      imbalances: [],
      dlq: 0,
      read: 2 * RECORDS.length,
    });
  } finally {
    await Promise.all([healthy.stop(), down.stop()]);
    rmSync(folder, { recursive: true });
  }
}, 120_000);
