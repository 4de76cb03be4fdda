import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { encodeContinuation } from "../../lambda/decode/continuation.ts";
import { EXIT } from "../exit.ts";
import { createProgress } from "../local/run/progress.ts";
import { type Deployment, required } from "../operate/deployment.ts";
import { DoneList } from "../operate/done-list.ts";
import { enqueueBodies } from "../operate/enqueue.ts";
import { Pace } from "../operate/pace.ts";
import { listRejects, type RejectFile, readMessageBody } from "../operate/reject-files.ts";
import type { RedriveOptions } from "./options.ts";

/** Records named by one message: an ordinal takes up to ten bytes, and a message holds 256 kB everywhere. */
const ORDINALS_PER_MESSAGE = 10_000;

/**
 * Puts what the reject store keeps on the queue once more: records by their place in their log file, which is read again;
 * objects whole; messages as they were. What is refused again lands in the reject store again.
 */
export async function redriveQuarantine(deployment: Deployment, options: RedriveOptions): Promise<number> {
  const bucket = required(deployment.rejectBucket, "--reject-bucket");
  const queueUrl = options.dryRun ? undefined : required(deployment.queueUrl, "--queue-url");
  const s3 = new S3Client({});
  const sqs = new SQSClient({});
  const pace = new Pace(options.rate);
  const done = new DoneList(options.state);
  const progress = createProgress(process.stderr, "files of the reject store");
  const counts = { files: 0, records: 0, objects: 0, messages: 0, earlier: 0 };
  const reasons: Record<string, number> = {};
  const filter = {
    pipeline: deployment.pipeline,
    reasons: options.reason,
    from: options.from,
    to: options.to,
  };
  for await (const file of listRejects(s3, bucket, filter)) {
    // What was refused again on the same day lies under the same key: only its time is another one.
    const name = `s3://${bucket}/${file.key} ${file.sidecar.rejectedAt ?? ""}`;
    if (done.has(name)) {
      counts.earlier += 1;
      continue;
    }
    countFile(file, counts, reasons);
    if (queueUrl !== undefined) {
      await enqueueBodies(sqs, queueUrl, await bodiesOf(s3, bucket, file), pace);
      done.add(name);
    }
    progress.update(counts.files, counts.files + 1);
  }
  progress.stop();
  const { files, records, objects, messages, earlier } = counts;
  const text =
    `${records} records, ${objects} log files and ${messages} messages in ${files} files of the reject store` +
    `${earlier > 0 ? `; ${earlier} files were redriven before` : ""}; ${options.dryRun ? "none was queued" : "all are queued"}.\n`;
  process.stdout.write(options.json ? `${JSON.stringify({ ...counts, reasons })}\n` : text);
  return EXIT.ok;
}

async function bodiesOf(s3: S3Client, bucket: string, { key, sidecar }: RejectFile): Promise<string[]> {
  if (sidecar.what === "message") return [await readMessageBody(s3, bucket, key)];
  const { bucket: from, key: object, versionId, etag } = sidecar.source;
  const ref = { bucket: from, key: object, versionId, etag };
  if (sidecar.what === "object") return [encodeContinuation([ref])];
  const ordinals = sidecar.records.map(({ ordinal }) => ordinal);
  const bodies: string[] = [];
  for (let at = 0; at < ordinals.length; at += ORDINALS_PER_MESSAGE)
    bodies.push(encodeContinuation([{ ...ref, only: ordinals.slice(at, at + ORDINALS_PER_MESSAGE) }]));
  return bodies;
}

function countFile(
  { sidecar }: RejectFile,
  counts: { files: number; records: number; objects: number; messages: number },
  reasons: Record<string, number>,
): void {
  counts.files += 1;
  const units = sidecar.what === "records" ? sidecar.records.length : 1;
  if (sidecar.what === "records") counts.records += units;
  else if (sidecar.what === "object") counts.objects += 1;
  else counts.messages += 1;
  reasons[sidecar.reason] = (reasons[sidecar.reason] ?? 0) + units;
}
