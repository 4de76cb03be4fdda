import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Bucket } from "../s3/bucket.ts";

const inflate = promisify(gunzip);

/** CloudTrail's own layout below `AWSLogs/`. */
const LOG_FILE =
  /(^|\/)AWSLogs\/(o-[a-z0-9]+\/)?(\d{12})\/(CloudTrail(-[A-Za-z]+)?)\/([a-z0-9-]+)\/\d{4}\/\d\d\/\d\d\/\3_\4_\6_\d{8}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$/;

/**
 * Reads back the objects below a prefix: log files in CloudTrail's wrapper and layout, or objects of a JSON line an event.
 * @returns their keys, and in words what could not be read
 */
export async function readObjects(
  bucket: Bucket,
  prefix: string,
  keep: (events: readonly Buffer[]) => Promise<void>,
): Promise<{ readonly keys: readonly string[]; readonly problems: readonly string[] }> {
  const keys = bucket.keys().filter((key) => key.startsWith(prefix));
  const problems: string[] = [];
  for (const key of keys) {
    const body = bucket.versionsOf(key)[0]?.body;
    try {
      if (body) await keep(eventsOf(key, await inflate(await buffer(body.read()))));
    } catch (error) {
      problems.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { keys, problems };
}

function eventsOf(key: string, content: Buffer): Buffer[] {
  if (key.endsWith(".ndjson.gz"))
    return content
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Buffer.from(line));
  if (!LOG_FILE.test(key)) throw new Error("not named like a log file of CloudTrail");
  const { Records } = JSON.parse(content.toString()) as { Records: unknown[] };
  return Records.map((record) => Buffer.from(JSON.stringify(record)));
}
