import { join } from "node:path";
import { bulkFiles } from "../../ops/samples/plan.ts";
import { writeSampleFile } from "../../ops/samples/write.ts";
import type { Bench } from "../measure.ts";

/** Peak resident memory of one object of 50 MB and one of 1 GB: the second must not be more than a tenth above the first. */
export async function memory(bench: Bench): Promise<object[]> {
  const rows = [];
  for (const bytes of [50_000_000, 1_000_000_000]) {
    const [sample] = bulkFiles({ seed: 11, files: 1, bytes });
    if (!sample) throw new Error("the generator gave no file");
    await writeSampleFile(bench.folder, sample, () => undefined);
    for (const name of ["raw + gzip", "ocsf + gzip"]) {
      const { records, peakRssMb, milliseconds } = await bench.measure(
        name,
        join(bench.folder, sample.key),
        1,
      );
      const seconds = (milliseconds[0] ?? 0) / 1000;
      rows.push({
        case: name,
        "object MB": bytes / 1e6,
        records,
        "peak MB": Math.round(peakRssMb),
        seconds: Number(seconds.toFixed(1)),
      });
    }
  }
  return rows;
}
