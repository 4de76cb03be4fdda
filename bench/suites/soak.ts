import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { runChaos } from "../../ops/local/chaos/run-chaos.ts";
import { parseChaos } from "../../ops/local/chaos/spec.ts";
import { residentMemory } from "../../ops/local/lambda/memory.ts";
import { createSynthesize } from "../../ops/local/run/create-synthesize.ts";
import type { LocalStack } from "../../ops/local/run/local-stack.ts";
import { createProgress } from "../../ops/local/run/progress.ts";
import { bulkFiles } from "../../ops/samples/plan.ts";
import type { Bench } from "../measure.ts";

const OBJECTS = 100_000;
/** Small ones: what a quiet account gets, and the most messages for their bytes. */
const MEAN_OBJECT_BYTES = 5_000;
const CHAOS = "seed=1,destination=5%,s3=1%,stall=0.01%,slow=0.1%,kill=1%,duplicate=2%,delay=2%,reorder";
/** A run that takes longer is ended and counts as failed. */
const MOST_MINUTES = 180;
/** More than there are cores: the processes wait for broken answers most of the time. */
const SANDBOXES = 6;
const MEMORY_SAMPLE_MS = 250;

/**
 * Many small objects through the whole stack while reads, the destination, the queue and the processes fail. Sets exit
 * code 1 when anything is lost, dropped without a word, or left among the dead letters.
 */
export async function soak(
  bench: Bench,
  { objects = OBJECTS }: { readonly objects?: number } = {},
): Promise<object[]> {
  const input = join(bench.folder, "soak-input");
  const progress = createProgress(process.stderr, "messages");
  await writeObjects(input, objects);
  const memory = new MemoryQuarters();
  const signal = AbortSignal.timeout(MOST_MINUTES * 60_000);
  try {
    const { report, imbalances } = await runChaos(
      {
        synthesize: await createSynthesize({}),
        input: [input],
        notify: true,
        secrets: new Map(),
        isEmbedded: true,
        outputFolder: join(bench.folder, "soak-output"),
        keep: false,
        timeScale: 600,
        sandboxes: SANDBOXES,
        signal,
        onStarted: memory.watch,
        onProgress: (done, total) => {
          memory.progress = done / total;
          progress.update(done, total);
        },
      },
      parseChaos(CHAOS),
    );
    if (signal.aborted) throw new Error(`not done after ${MOST_MINUTES} minutes; give fewer --objects`);
    const { records, chaos } = report;
    const dropped = records.read - records.delivered - records.filtered - records.rejected;
    // Nothing is filtered here, so every single id has to arrive.
    const isComplete = chaos?.distinct === chaos?.expected && chaos?.unknown === 0;
    if (!report.balanced || report.dlq > 0 || !isComplete) process.exitCode = 1;
    const figures: Record<string, number | string> = {
      chaos: CHAOS,
      objects,
      records: chaos?.expected ?? "unknown",
      "delivered distinct": chaos?.distinct ?? "unknown",
      lost: chaos?.lost ?? "unknown",
      "silently dropped": dropped,
      duplicates: chaos?.duplicates ?? "unknown",
      ...Object.fromEntries(
        Object.entries(chaos?.injected ?? {}).map(([name, count]) => [`fault ${name}`, count]),
      ),
      invocations: report.invocations,
      "dead letters redriven": chaos?.redriven ?? "unknown",
      "dead letters left": report.dlq,
      "books balanced": report.balanced ? "yes" : imbalances.join("; "),
      "peak MB, first quarter": memory.peaks[0],
      "peak MB, last quarter": memory.peaks[3],
      seconds: Math.round(report.durationMs / 1000),
    };
    return Object.entries(figures).map(([figure, value]) => ({ figure, value }));
  } finally {
    memory.stop();
    progress.stop();
  }
}

async function writeObjects(folder: string, files: number): Promise<void> {
  for (const { key, text } of bulkFiles({ seed: 6, files, bytes: files * MEAN_OBJECT_BYTES })) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync([...text()].join(""), { level: 1 }));
  }
}

/** Largest resident memory of the function's processes in each quarter of the run; 0 where it cannot be read. */
class MemoryQuarters {
  readonly peaks: [number, number, number, number] = [0, 0, 0, 0];
  /** How much of the run is done, from 0 to 1. */
  progress = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly watch = ({ pipelines }: LocalStack): void => {
    this.#timer = setInterval(() => {
      const quarter = Math.min(3, Math.floor(this.progress * 4));
      for (const pid of pipelines.flatMap(({ host }) => host.pids)) {
        const { nowMb = 0 } = residentMemory(pid) ?? {};
        this.peaks[quarter] = Math.max(this.peaks[quarter] ?? 0, Math.round(nowMb));
      }
    }, MEMORY_SAMPLE_MS);
  };

  stop(): void {
    clearInterval(this.#timer);
  }
}
