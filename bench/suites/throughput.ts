import { stat } from "node:fs/promises";
import { join } from "node:path";
import { formatTypes } from "../../lambda/formats/registry.ts";
import { bulkFiles } from "../../ops/samples/plan.ts";
import { writeSampleFile } from "../../ops/samples/write.ts";
import { type Bench, median } from "../measure.ts";

const BYTES = 64_000_000;
const RUNS = 7;

/**
 * MB/s of uncompressed log file through each format, beside what inflating alone and the naive way take on the same machine
 * in the same minute. Wall time and processor time: on a busy machine the second is the steadier one.
 */
export async function throughput(bench: Bench): Promise<object[]> {
  const [sample] = bulkFiles({ seed: 7, files: 1, bytes: BYTES });
  if (!sample) throw new Error("the generator gave no file");
  let bytes = 0;
  await writeSampleFile(bench.folder, sample, (count) => {
    bytes += count;
  });
  const file = join(bench.folder, sample.key);
  const ratio = bytes / (await stat(file)).size;
  const names = [
    "inflate only",
    "parse only",
    "naive parse + stringify",
    "naive parse + stringify + gzip",
    ...formatTypes.flatMap((format) => [format, `${format} + gzip`]),
  ];
  const rows = [];
  for (const name of names) {
    const { milliseconds, cpuMilliseconds, records, peakRssMb } = await bench.measure(name, file, RUNS);
    // The first run warms the code up; it is not counted.
    const wall = median(milliseconds.slice(1));
    const cpu = median(cpuMilliseconds.slice(1));
    rows.push({
      case: name,
      "MB/s": Math.round(bytes / 1000 / wall),
      "MB per CPU second": Math.round(bytes / 1000 / cpu),
      "records/s": Math.round((records / wall) * 1000),
      "peak MB": Math.round(peakRssMb),
    });
  }
  const floor = rows.find((row) => row.case === "naive parse + stringify + gzip");
  return rows.map((row) => ({
    ...row,
    "× naive + gzip": floor && Number((row["MB/s"] / floor["MB/s"]).toFixed(2)),
    "gzip ratio": Number(ratio.toFixed(1)),
  }));
}
