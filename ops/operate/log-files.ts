import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { classifyObject } from "../../lambda/decode/object-key.ts";
import type { ObjectRef } from "../../lambda/types.ts";
import { UsageError } from "../exit.ts";
import type { DaysOptions, Deployment } from "./deployment.ts";

const DAY_MS = 86_400_000;
const ACCOUNT = /^\d{12}$/;
const ORGANIZATION = /^o-[a-z0-9]+$/;

/** One day of one region, kind and account: what is listed, counted and resumed as a whole. */
export interface Partition {
  readonly bucket: string;
  /** Ends in the day: `…/AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/03/`. */
  readonly prefix: string;
}

/**
 * The partitions between two days that may hold log files, found by listing folders instead of objects.
 * @throws {UsageError} when the days are in the wrong order
 */
export async function findPartitions(
  s3: S3Client,
  locations: Deployment["locations"],
  { from, to, account, region, kind }: DaysOptions,
): Promise<Partition[]> {
  const days = daysBetween(from, to);
  const wanted = (list: readonly string[] | undefined, name: string) => !list || list.includes(name);
  const partitions: Partition[] = [];
  for (const { bucket, folder } of locations) {
    const folders = async (prefix: string) => listFolders(s3, bucket, prefix);
    const roots = [folder];
    for (const name of await folders(folder)) if (ORGANIZATION.test(name)) roots.push(`${folder}${name}/`);
    for (const root of roots) {
      for (const id of await folders(root)) {
        if (!ACCOUNT.test(id) || !wanted(account, id)) continue;
        for (const kindName of await folders(`${root}${id}/`)) {
          // The key of no file, but of the same shape: says whether this kind is read at all.
          const probe = `${root}${id}/${kindName}/us-east-1/2026/01/01/x.json.gz`;
          if (!wanted(kind, kindName) || classifyObject(probe) !== "log") continue;
          for (const regionName of await folders(`${root}${id}/${kindName}/`)) {
            if (!wanted(region, regionName)) continue;
            for (const day of days)
              partitions.push({ bucket, prefix: `${root}${id}/${kindName}/${regionName}/${day}/` });
          }
        }
      }
    }
  }
  return partitions;
}

/** Every log file of a partition, as a notification would name it. */
export async function* listLogFiles(s3: S3Client, { bucket, prefix }: Partition): AsyncGenerator<ObjectRef> {
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key: key, ETag, Size: size, LastModified } of page.Contents ?? []) {
      if (key === undefined || classifyObject(key, size) !== "log") continue;
      yield { bucket, key, etag: ETag?.replaceAll('"', ""), size, createdMs: LastModified?.getTime() };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

async function listFolders(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: "/", ContinuationToken: token }),
    );
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) names.push(Prefix.slice(prefix.length, -1));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return names;
}

/** `YYYY/MM/DD` of every day from the first to the last. */
function daysBetween(from: string, to: string): string[] {
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)];
  if (first > last) throw new UsageError(`--from ${from} is after --to ${to}; give the earlier day first`);
  const days: string[] = [];
  for (let ms = first; ms <= last; ms += DAY_MS)
    days.push(new Date(ms).toISOString().slice(0, 10).replaceAll("-", "/"));
  return days;
}
