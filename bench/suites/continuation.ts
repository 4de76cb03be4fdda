import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createSynthesize } from "../../ops/local/run/create-synthesize.ts";
import { createProgress } from "../../ops/local/run/progress.ts";
import { runLocal } from "../../ops/local/run/run-local.ts";
import type { RunResult } from "../../ops/local/run/run-options.ts";
import type { SampleFile } from "../../ops/samples/file.ts";
import { bulkFiles } from "../../ops/samples/plan.ts";
import { writeSampleFile } from "../../ops/samples/write.ts";
import { IdReceiver } from "../id-receiver.ts";
import type { Bench } from "../measure.ts";

export interface ContinuationOptions {
  /** Size of the object after decompression. */
  readonly megabytes?: number;
  /** How long the destination takes to answer. */
  readonly answerMs?: number;
  /** Node binary of the function's process. */
  readonly node?: string;
}

const MEGABYTES = 1_000;
const TIMEOUT_SECONDS = 60;
/** A destination on another continent; four requests at a time then need longer than one invocation has. */
const ANSWER_MS = 250;
const FORMAT = "ocsf";
/** A run that takes longer is ended and counts as failed. */
const MOST_MINUTES = 30;

/**
 * One object that no invocation can finish, through the synthesized stack with a function timeout of 60 s. Sets exit code 1
 * when a record is missing, came from nowhere or is not in the books. On disk lies the object only, compressed.
 */
export async function continuation(
  { folder }: Pick<Bench, "folder">,
  { megabytes = MEGABYTES, answerMs = ANSWER_MS, node }: ContinuationOptions = {},
): Promise<object[]> {
  const input = join(folder, "continuation-input");
  const arrivals = new Map<string, number>();
  const receiver = await IdReceiver.start({ arrivals, answerMs });
  const progress = createProgress(process.stderr, "records");
  const watching = setInterval(() => progress.update(receiver.events, arrivals.size), 500);
  const signal = AbortSignal.timeout(MOST_MINUTES * 60_000);
  try {
    const object = await writeObject(input, megabytes * 1e6, arrivals);
    const result = await runLocal({
      synthesize: await createSynthesize({
        "forwarder.destinations.main.type": "https",
        "forwarder.destinations.main.url": receiver.url,
        "forwarder.destinations.main.format": FORMAT,
        "forwarder.function.timeoutSeconds": TIMEOUT_SECONDS,
        "forwarder.limits.maxObjectBytes": Math.max(2_000_000_000, object.bytes),
      }),
      input: [input],
      notify: true,
      secrets: new Map(),
      isEmbedded: false,
      outputFolder: join(folder, "continuation-output"),
      keep: false,
      timeScale: 600,
      node,
      signal,
    });
    if (signal.aborted) throw new Error(`not done after ${MOST_MINUTES} minutes; give fewer --megabytes`);
    const counts = [...arrivals.values()];
    const missing = counts.filter((count) => count === 0).length;
    const { report, imbalances } = result;
    const isShown = report.balanced && report.dlq === 0 && missing === 0 && receiver.unknown === 0;
    if (!isShown) process.exitCode = 1;
    const { hops, longestMs } = await readLog(result);
    const figures: Record<string, number | string> = {
      "object MB": Math.round(object.bytes / 1e6),
      "object MB compressed": Math.round(object.gzipBytes / 1e6),
      "function timeout, s": TIMEOUT_SECONDS,
      "answer time of the destination, ms": answerMs,
      format: FORMAT,
      records: arrivals.size,
      "arrived exactly once": counts.filter((count) => count === 1).length,
      missing,
      duplicates: receiver.events - receiver.unknown - (counts.length - missing),
      unknown: receiver.unknown,
      requests: receiver.requests,
      invocations: report.invocations,
      hops,
      "longest invocation, s": Math.round(longestMs / 1000),
      "peak MB": report.peakRssMb,
      "dead letters": report.dlq,
      "books balanced": report.balanced ? "yes" : imbalances.join("; "),
      seconds: Math.round(report.durationMs / 1000),
    };
    return Object.entries(figures).map(([figure, value]) => ({ figure, value }));
  } finally {
    clearInterval(watching);
    progress.stop();
    await receiver.stop();
    await rm(input, { recursive: true, force: true });
  }
}

async function writeObject(folder: string, wanted: number, ids: Map<string, number>) {
  const [sample] = bulkFiles({ seed: 43, files: 1, bytes: wanted });
  if (!sample) throw new Error("the generator gave no file");
  let bytes = 0;
  const { gzipBytes } = await writeSampleFile(folder, noting(sample, ids), (length) => {
    bytes += length;
  });
  return { bytes, gzipBytes };
}

/** The same file, whose ids are noted while it is written. */
function noting({ key, text }: SampleFile, ids: Map<string, number>): SampleFile {
  return {
    key,
    text: function* () {
      for (const piece of text()) {
        for (const id of idsOf(piece)) {
          if (ids.has(id)) throw new Error(`the generator made the id ${id} twice`);
          ids.set(id, 0);
        }
        yield piece;
      }
    },
  };
}

/** A piece of a generated file holds whole records, besides what is around all of them. */
function idsOf(piece: string): string[] {
  const records = piece.replace(/^(\{"Records":\[|,)/, "").replace(/\]\}$/, "");
  return (JSON.parse(`[${records}]`) as { eventID: string }[]).map(({ eventID }) => eventID);
}

/** What the function's log tells of its invocations. */
async function readLog({ logFile }: RunResult): Promise<{ hops: number; longestMs: number }> {
  let [hops, longestMs] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(logFile) })) {
    if (!line.startsWith("{")) continue;
    const { message, durationMs = 0 } = JSON.parse(line);
    if (message === "object continued") hops += 1;
    if (message === "invocation finished") longestMs = Math.max(longestMs, durationMs);
  }
  return { hops, longestMs };
}
