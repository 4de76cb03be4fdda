import { createHash } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ObjectRef } from "../../lambda/types.ts";
import { EXIT, UsageError } from "../exit.ts";
import { createProgress } from "../local/run/progress.ts";
import {
  type Deployment,
  type DeploymentOptions,
  readDeployment,
  required,
  requiredLocations,
} from "../operate/deployment.ts";
import { ledgerItems } from "../operate/ledger-items.ts";
import { findPartitions, listLogFiles } from "../operate/log-files.ts";
import { listRejects } from "../operate/reject-files.ts";
import { findRecord } from "./find-record.ts";

export interface TraceOptions extends DeploymentOptions {
  readonly from?: string;
  readonly to?: string;
  readonly account?: readonly string[];
  readonly region?: readonly string[];
  readonly show: boolean;
  readonly json: boolean;
}

/** What is known about one log file. */
interface Trace {
  readonly object: string;
  readonly exists: boolean;
  /** The record that was looked for. */
  readonly record?: { readonly ordinal: number; readonly sha256: string; readonly text?: string };
  readonly ledger: readonly object[];
  readonly rejects: readonly object[];
}

export async function trace(what: string, options: TraceOptions): Promise<number> {
  const deployment = readDeployment(options);
  const s3 = new S3Client({});
  const found = what.includes("/")
    ? { ref: objectOf(what, deployment) }
    : await findEvent(s3, what, deployment, options);
  if (!found) {
    process.stdout.write(
      options.json
        ? "null\n"
        : `No log file between ${options.from} and ${options.to} holds the event ${what}.\n`,
    );
    return EXIT.findings;
  }
  const result: Trace = {
    object: `s3://${found.ref.bucket}/${found.ref.key}`,
    exists: await exists(s3, found.ref),
    record: "record" in found ? found.record : undefined,
    ledger: await ledgerOf(found.ref, deployment),
    rejects: await rejectsOf(s3, found.ref, deployment),
  };
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : describe(result, deployment));
  const isKnown = result.exists || result.ledger.length > 0 || result.rejects.length > 0;
  return isKnown ? EXIT.ok : EXIT.findings;
}

async function findEvent(s3: S3Client, eventId: string, deployment: Deployment, options: TraceOptions) {
  const { from, to } = options;
  if (from === undefined || to === undefined)
    throw new UsageError(`an eventID is looked for in log files: give the days with --from and --to`);
  const partitions = await findPartitions(s3, requiredLocations(deployment), { ...options, from, to });
  const progress = createProgress(process.stderr, "days searched");
  try {
    for (const [index, partition] of partitions.entries()) {
      for await (const ref of listLogFiles(s3, partition)) {
        const record = await findRecord(s3, ref, eventId);
        if (!record) continue;
        const sha256 = createHash("sha256").update(record.bytes).digest("hex");
        const text = options.show ? Buffer.from(record.bytes).toString() : undefined;
        return { ref, record: { ordinal: record.ordinal, sha256, text } };
      }
      progress.update(index + 1, partitions.length);
    }
  } finally {
    progress.stop();
  }
  return undefined;
}

function objectOf(text: string, deployment: Deployment): ObjectRef {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(text) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  const [location] = requiredLocations(deployment);
  return { bucket: required(location?.bucket, "--logs"), key: text };
}

async function exists(s3: S3Client, { bucket, key }: ObjectRef): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if ((error as Error).name === "NotFound") return false;
    throw error;
  }
}

async function ledgerOf(ref: ObjectRef, { ledgerTable }: Deployment): Promise<object[]> {
  if (ledgerTable === undefined) return [];
  return ledgerItems(new DynamoDBClient({}), ledgerTable, ref);
}

async function rejectsOf(
  s3: S3Client,
  { bucket, key }: ObjectRef,
  deployment: Deployment,
): Promise<object[]> {
  if (deployment.rejectBucket === undefined) return [];
  const found: object[] = [];
  for await (const { key: file, sidecar } of listRejects(s3, deployment.rejectBucket, {
    pipeline: deployment.pipeline,
  }))
    if (sidecar.what !== "message" && sidecar.source.key === key && sidecar.source.bucket === bucket)
      found.push({ file, ...sidecar });
  return found;
}

function describe(
  { object, exists: isThere, record, ledger, rejects }: Trace,
  { ledgerTable }: Deployment,
): string {
  const lines = [`${object}${isThere ? "" : " (not in the bucket any more)"}`];
  if (record) lines.push(`record ${record.ordinal}, SHA-256 ${record.sha256}`);
  if (record?.text !== undefined) lines.push(record.text);
  if (ledgerTable === undefined) lines.push("no ledger was asked (--ledger-table)");
  else if (ledger.length === 0)
    lines.push("the ledger does not know it: never announced, or not forwarded yet");
  for (const entry of ledger) lines.push(`ledger: ${JSON.stringify(entry)}`);
  for (const entry of rejects) lines.push(`rejected: ${JSON.stringify(entry)}`);
  return `${lines.join("\n")}\n`;
}
