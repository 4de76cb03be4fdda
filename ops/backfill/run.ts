import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
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
import { findPartitions, listLogFiles, type Partition } from "../operate/log-files.ts";
import { Pace } from "../operate/pace.ts";

export interface BackfillOptions extends DeploymentOptions, DaysOptions {
  readonly rate: number;
  readonly again: boolean;
  readonly dryRun: boolean;
  readonly state: string;
  readonly json: boolean;
}

/** What a backfill is about, counted before anything is sent. */
interface Plan {
  readonly partitions: readonly { readonly partition: Partition; readonly objects: number }[];
  readonly objects: number;
  readonly bytes: number;
}

export async function backfill(options: BackfillOptions): Promise<number> {
  const deployment = readDeployment(options);
  const queueUrl = options.dryRun ? undefined : required(deployment.queueUrl, "--queue-url");
  const s3 = new S3Client({});
  const found = await findPartitions(s3, requiredLocations(deployment), options);
  const done = new DoneList(options.state);
  // A partition is done for one queue and one way of forwarding.
  const nameOf = ({ bucket, prefix }: Partition) =>
    `${queueUrl} ${options.again ? "again" : "once"} s3://${bucket}/${prefix}`;
  const open = found.filter((partition) => !done.has(nameOf(partition)));
  const plan = await count(s3, open);
  if (queueUrl !== undefined)
    await send(s3, queueUrl, plan, options, (partition) => done.add(nameOf(partition)));
  const result = {
    partitions: plan.partitions.length,
    skippedPartitions: found.length - open.length,
    objects: plan.objects,
    bytes: plan.bytes,
    sent: queueUrl === undefined ? 0 : plan.objects,
  };
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : sentence(result, options));
  return EXIT.ok;
}

async function count(s3: S3Client, partitions: readonly Partition[]): Promise<Plan> {
  const progress = createProgress(process.stderr, "days counted");
  const counted: { partition: Partition; objects: number }[] = [];
  let [objects, bytes] = [0, 0];
  for (const [index, partition] of partitions.entries()) {
    let inPartition = 0;
    for await (const { size = 0 } of listLogFiles(s3, partition)) {
      inPartition += 1;
      bytes += size;
    }
    objects += inPartition;
    if (inPartition > 0) counted.push({ partition, objects: inPartition });
    progress.update(index + 1, partitions.length);
  }
  progress.stop();
  return { partitions: counted, objects, bytes };
}

/** Log files held at a time; one request of the queue takes as many. */
const CHUNK = 100;

async function send(
  s3: S3Client,
  queueUrl: string,
  plan: Plan,
  { rate, again }: BackfillOptions,
  onDone: (partition: Partition) => void,
): Promise<void> {
  const sqs = new SQSClient({});
  const progress = createProgress(process.stderr, "log files queued");
  const pace = new Pace(rate);
  let sent = 0;
  let chunk: ObjectRef[] = [];
  const flush = async (): Promise<void> => {
    await enqueueObjects(sqs, queueUrl, chunk, pace);
    sent += chunk.length;
    chunk = [];
    progress.update(sent, plan.objects);
  };
  for (const { partition } of plan.partitions) {
    for await (const ref of listLogFiles(s3, partition)) {
      chunk.push(again ? { ...ref, again } : ref);
      if (chunk.length >= CHUNK) await flush();
    }
    if (chunk.length > 0) await flush();
    onDone(partition);
  }
  progress.stop();
}

function sentence(
  { objects, bytes, partitions, skippedPartitions, sent }: Record<string, number>,
  { dryRun }: BackfillOptions,
): string {
  const what = `${objects} log files (${(Number(bytes) / 1e6).toFixed(1)} MB compressed) in ${partitions} days of accounts and regions`;
  const before = Number(skippedPartitions) > 0 ? `; ${skippedPartitions} were done in an earlier run` : "";
  return dryRun ? `${what}${before}; nothing was sent.\n` : `${what}${before}; ${sent} are queued.\n`;
}
