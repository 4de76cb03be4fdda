import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { forEachLimited } from "../../lambda/limited.ts";
import type { ObjectRef } from "../../lambda/types.ts";
import { EXIT } from "../exit.ts";
import { createProgress } from "../local/run/progress.ts";
import {
  type DaysOptions,
  type DeploymentOptions,
  readDeployment,
  required,
  requiredLocations,
} from "../operate/deployment.ts";
import { DoneList } from "../operate/done-list.ts";
import { enqueueObjects } from "../operate/enqueue.ts";
import { type LedgerItem, ledgerItems } from "../operate/ledger-items.ts";
import { findPartitions, listLogFiles } from "../operate/log-files.ts";
import { Pace } from "../operate/pace.ts";
import { type QuietPlace, QuietPlaces } from "./quiet-places.ts";

export interface ReconcileOptions extends DeploymentOptions, DaysOptions {
  readonly graceMinutes: number;
  readonly fix: boolean;
  readonly state?: string;
  readonly rate: number;
  readonly json: boolean;
}

/**
 * - `missing`: the ledger has never heard of it: never notified, or still waiting somewhere.
 * - `partial`: begun and not finished.
 * - `rejected`: given up; the reject store says why.
 */
type Finding = "missing" | "partial" | "rejected";

interface Found {
  readonly finding: Finding;
  readonly ref: ObjectRef;
  readonly reason?: string;
}

/** A key under which different contents were forwarded: CloudTrail never writes a log file twice. All of them were delivered. */
interface Changed {
  readonly ref: ObjectRef;
  readonly contents: number;
}

/** Questions to the ledger at the same time. */
const CONCURRENCY = 32;
/** Findings that are printed for a person; --json prints all. */
const MOST_PRINTED = 50;

export async function reconcile(options: ReconcileOptions): Promise<number> {
  const deployment = readDeployment(options);
  const table = required(deployment.ledgerTable, "--ledger-table");
  const queueUrl = options.fix ? required(deployment.queueUrl, "--queue-url") : undefined;
  const s3 = new S3Client({});
  const client = new DynamoDBClient({});
  const partitions = await findPartitions(s3, requiredLocations(deployment), options);
  const youngestMs = Date.now() - options.graceMinutes * 60_000;
  const counts = {
    objects: 0,
    done: 0,
    young: 0,
    missing: 0,
    partial: 0,
    rejected: 0,
    fixed: 0,
    earlierDays: 0,
  };
  const found: Found[] = [];
  const changed: Changed[] = [];
  const quiet = new QuietPlaces();
  const done = options.state === undefined ? undefined : new DoneList(options.state);
  const sqs = new SQSClient({});
  const pace = new Pace(options.rate);
  const progress = createProgress(process.stderr, "days compared");
  for (const [index, partition] of partitions.entries()) {
    const name = `s3://${partition.bucket}/${partition.prefix}`;
    const [withFiles, empty] = [`${name} files`, `${name} empty`];
    if (done?.has(withFiles) || done?.has(empty)) {
      counts.earlierDays += 1;
      quiet.note(partition, done.has(withFiles) ? 1 : 0);
      continue;
    }
    const refs: ObjectRef[] = [];
    for await (const ref of listLogFiles(s3, partition)) refs.push(ref);
    counts.objects += refs.length;
    quiet.note(partition, refs.length);
    const open: Found[] = [];
    const youngBefore = counts.young;
    await forEachLimited(refs, CONCURRENCY, async (ref) => {
      const items = await ledgerItems(client, table, ref, deployment.pipeline);
      const contents = new Set(items.flatMap(({ sha256 }) => sha256 ?? []));
      if (contents.size > 1) changed.push({ ref, contents: contents.size });
      const verdict = judge(ref, items);
      if (verdict === "done") counts.done += 1;
      else if ((ref.createdMs ?? 0) > youngestMs) counts.young += 1;
      else {
        counts[verdict.finding] += 1;
        open.push(verdict);
      }
    });
    found.push(...open);
    const fixable = open.filter(({ finding }) => finding !== "rejected").map(({ ref }) => ref);
    if (queueUrl !== undefined) {
      await enqueueObjects(sqs, queueUrl, fixable, pace);
      counts.fixed += fixable.length;
    }
    const isSettled = open.length === (queueUrl === undefined ? 0 : fixable.length);
    if (isSettled && counts.young === youngBefore) done?.add(refs.length > 0 ? withFiles : empty);
    progress.update(index + 1, partitions.length);
  }
  progress.stop();
  print({ found, changed, quiet: quiet.found(), counts }, options);
  return counts.missing + counts.partial + counts.rejected - counts.fixed > 0 ? EXIT.findings : EXIT.ok;
}

/** One version that is done is enough when the listing does not tell versions apart. */
function judge(ref: ObjectRef, items: readonly LedgerItem[]): Found | "done" {
  const same = items.filter(
    ({ ref: { etag } }) => etag === undefined || ref.etag === undefined || etag === ref.etag,
  );
  if (same.some(({ state }) => state === "done" || state === "skipped")) return "done";
  const rejected = same.find(({ state }) => state === "rejected");
  if (rejected) return { finding: "rejected", ref, reason: rejected.reason };
  return { finding: same.length > 0 ? "partial" : "missing", ref };
}

interface Result {
  readonly found: readonly Found[];
  readonly changed: readonly Changed[];
  readonly quiet: readonly QuietPlace[];
  readonly counts: Readonly<Record<string, number>>;
}

function print({ found, changed, quiet, counts }: Result, { json, fix }: ReconcileOptions): void {
  const line = ({ finding, ref, reason }: Found) =>
    `${finding} s3://${ref.bucket}/${ref.key}${reason === undefined ? "" : ` (${reason})`}\n`;
  if (json) {
    for (const { finding, ref, reason } of found)
      process.stdout.write(
        `${JSON.stringify({ finding, bucket: ref.bucket, key: ref.key, etag: ref.etag, reason })}\n`,
      );
    for (const { ref, contents } of changed)
      process.stdout.write(
        `${JSON.stringify({ finding: "changed", bucket: ref.bucket, key: ref.key, contents })}\n`,
      );
    for (const place of quiet) process.stdout.write(`${JSON.stringify({ finding: "quiet", ...place })}\n`);
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    return;
  }
  for (const finding of found.slice(0, MOST_PRINTED)) process.stdout.write(line(finding));
  if (found.length > MOST_PRINTED)
    process.stdout.write(`… and ${found.length - MOST_PRINTED} more (--json prints all)\n`);
  for (const { ref, contents } of changed)
    process.stdout.write(
      `changed s3://${ref.bucket}/${ref.key}: ${contents} different contents, all of them forwarded; CloudTrail writes a log file once\n`,
    );
  for (const { place, lastDay } of quiet)
    process.stdout.write(`quiet ${place}: no log file since ${lastDay}, perhaps rightly so\n`);
  const { objects, done, young, missing, partial, rejected, fixed, earlierDays } = counts;
  process.stdout.write(
    `${objects} log files: ${done} done, ${missing} missing, ${partial} partly forwarded, ${rejected} rejected, ${young} too young to tell${
      fix ? `; ${fixed} put on the queue` : ""
    }${Number(earlierDays) > 0 ? `; ${earlierDays} days were compared in an earlier run` : ""}.\n`,
  );
}
