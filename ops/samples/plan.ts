import { digestFile } from "./digest.ts";
import {
  type FileEnd,
  type FilePlace,
  plainFile,
  type RecordMaker,
  recordFile,
  type SampleFile,
  SLOT_MS,
} from "./file.ts";
import { Random } from "./random.ts";
import { nextRecordCount, recordCounts } from "./sizes.ts";
import { mixedRecords } from "./stories/mix.ts";
import { aggregated, insightPair, networkActivity } from "./stories/special-kinds.ts";
import { type Account, makeAccounts, REGIONS } from "./world.ts";

const FIRST_DAY_MS = Date.UTC(2026, 1, 3);
const DAY_MS = 86_400_000;
const FILES_PER_DAY = 2_000;

/** When sample files happen: the hours of a day, pressed into a span that may be shorter. */
export interface SampleDay {
  readonly startMs: number;
  /** 24 hours at most. */
  readonly spanMs: number;
}

const FIRST_DAY: SampleDay = { startMs: FIRST_DAY_MS, spanMs: DAY_MS };

/** The five minutes that an instant of the day falls into. */
function slotOf({ startMs, spanMs }: SampleDay, sinceMidnightMs: number): number {
  return startMs + Math.floor((sinceMidnightMs * spanMs) / DAY_MS / SLOT_MS) * SLOT_MS;
}

/** The seed of the files in `samples/`. */
export const SHIPPED_SEED = 1;
const SHIPPED_LOG_FILES = 15;
const SHIPPED_LARGE_FILE_RECORDS = 1_000;

/**
 * The small set that ships with the project: log files of two accounts and three regions, one of them large, one
 * empty; Insights, network activity and aggregated events; and two files that are none of ours to forward, a digest
 * and another service's.
 * @param day when they happen, for receivers that refuse what is old; the records are the same but for their times
 */
export function shippedFiles(seed = SHIPPED_SEED, day = FIRST_DAY): SampleFile[] {
  const accounts = accountsOf(seed, day);
  const [first] = accounts;
  if (!first) return [];
  const counts = recordCounts(SHIPPED_LOG_FILES, new Random(`${seed}/counts`));
  const logFiles = [...counts, SHIPPED_LARGE_FILE_RECORDS, 0].map((records, index) =>
    logFile(seed, accounts, index, { records }, day),
  );
  const place = (kind: string, hour: number, region: string = REGIONS[0]): FilePlace => ({
    accounts,
    account: first,
    kind,
    region,
    slotMs: slotOf(day, hour * 3_600_000),
  });
  const insights = recordFile(`${seed}/insight`, place("CloudTrail-Insight", 9), { records: 4 }, pairs);
  return [
    ...logFiles,
    insights,
    recordFile(
      `${seed}/network`,
      place("CloudTrail-NetworkActivity", 10),
      { records: 21 },
      () => networkActivity,
    ),
    recordFile(`${seed}/aggregated`, place("CloudTrail-Aggregated", 11), { records: 3 }, () => aggregated),
    digestFile(`${seed}/digest`, place("CloudTrail-Digest", 24, REGIONS[1]), logFiles),
    configFile(first),
  ];
}

/** The records of Insights come in pairs, one file holds both. */
function pairs(): RecordMaker {
  const waiting: ReturnType<typeof insightPair> = [];
  return (scene) => {
    if (waiting.length === 0) waiting.push(...insightPair(scene));
    return waiting.shift() ?? {};
  };
}

/** What AWS Config writes below the same `AWSLogs/`. */
function configFile(account: Account): SampleFile {
  return plainFile(
    `AWSLogs/${account.id}/Config/eu-central-1/2026/2/3/ConfigSnapshot/${account.id}_Config_eu-central-1_ConfigSnapshot_20260203T101010Z_6c2f1a8e-0000-4000-8000-00000000c0f1.json.gz`,
    () => ({ fileVersion: "1.0", configurationItems: [] }),
  );
}

/** Log files on demand. */
export interface BulkOptions {
  readonly seed: number;
  /** Uncompressed bytes of all files together; reached, and exceeded by less than one record a file. */
  readonly bytes?: number;
  readonly files?: number;
}

/** Log files as needed: so many, of so many bytes, or both. They are made one after the other while they are read. */
export function* bulkFiles({ seed, bytes, files }: BulkOptions): Generator<SampleFile> {
  const accounts = accountsOf(seed);
  const random = new Random(`${seed}/counts`);
  if (files !== undefined) {
    const counts = recordCounts(files, random);
    const sum = counts.reduce((total, count) => total + count, 0);
    for (const [index, records] of counts.entries())
      yield logFile(
        seed,
        accounts,
        index,
        bytes === undefined ? { records } : { bytes: (bytes * records) / sum },
      );
    return;
  }
  let left = bytes ?? 0;
  for (let index = 0; left > 0; index += 1) {
    // The mean record: near enough to plan with, the last file takes what is left.
    const wanted = Math.min(left, nextRecordCount(random) * MEAN_RECORD_BYTES);
    yield logFile(seed, accounts, index, { bytes: wanted });
    left -= wanted;
  }
}

const MEAN_RECORD_BYTES = 1_260;

function accountsOf(seed: number, { startMs } = FIRST_DAY): Account[] {
  return makeAccounts(`${seed}`, startMs);
}

function logFile(
  seed: number,
  accounts: readonly Account[],
  index: number,
  end: FileEnd,
  day = FIRST_DAY,
): SampleFile {
  const random = new Random(`${seed}/place/${index}`);
  const slot = random.int(0, DAY_MS / SLOT_MS - 1);
  const place: FilePlace = {
    accounts,
    account: random.pick(accounts),
    kind: "CloudTrail",
    region: random.pick(REGIONS),
    slotMs: slotOf(day, slot * SLOT_MS) + Math.floor(index / FILES_PER_DAY) * DAY_MS,
  };
  return recordFile(`${seed}/file/${index}`, place, end, mixedRecords);
}
