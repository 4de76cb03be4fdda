import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SHIPPED_SEED, shippedFiles } from "../../samples/plan.ts";
import { writeSampleFile } from "../../samples/write.ts";

const HOUR_MS = 3_600_000;
/** Room for the last file's five minutes, and for clocks that differ. */
const BEFORE_NOW_MS = HOUR_MS / 4;

/**
 * Writes the shipped samples anew, as if they had happened just now: all of them within half of what a destination takes as an
 * event's age, and at most a day.
 * @returns the folder
 */
export async function writeFreshSamples(folder: string, maxAgeHours: number, nowMs: number): Promise<string> {
  const directory = join(folder, "samples");
  // Their dates are in their names: those of an earlier run would stay.
  await rm(directory, { recursive: true, force: true });
  const spanMs = Math.min(24, maxAgeHours / 2) * HOUR_MS;
  for (const file of shippedFiles(SHIPPED_SEED, { startMs: nowMs - BEFORE_NOW_MS - spanMs, spanMs }))
    await writeSampleFile(directory, file, () => {});
  return directory;
}
