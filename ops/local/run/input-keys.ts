import type { InputFile } from "../../input-files.ts";
import { ACCOUNT, REGION } from "../account.ts";

const CLOUDTRAIL_PATH = /(?:^|\/)(AWSLogs\/.+)$/;

/** What the stack wants to hear of. */
interface KeyRule {
  /** `[prefix/]AWSLogs/` */
  readonly prefix?: string;
  readonly suffix?: string;
}

/**
 * The key an input file is uploaded under: its path below `--input`, with the stack's own prefix in front of `AWSLogs/`. A
 * file that was named itself has no such path: it goes where its own path says CloudTrail had put it, or else where the
 * stack's notification rule (if it has one) looks.
 */
export function keyOf(file: InputFile, rule: KeyRule | undefined): string {
  const { prefix = "AWSLogs/", suffix = ".json.gz" } = rule ?? {};
  if (!file.isNamed) return behindPrefix(file.key, prefix);
  const path = file.path.replaceAll("\\", "/");
  const own = CLOUDTRAIL_PATH.exec(path)?.[1];
  if (own) return behindPrefix(own, prefix);
  const folder = prefix.includes(ACCOUNT) ? prefix : `${prefix}${ACCOUNT}/CloudTrail/${REGION}/2026/01/01/`;
  return file.key.endsWith(suffix) ? folder + file.key : `${folder}${file.key}${suffix}`;
}

/** A trail with a prefix writes everything behind it. */
function behindPrefix(key: string, folder: string): string {
  const front = /^(.+\/)AWSLogs\/$/.exec(folder)?.[1];
  return front !== undefined && key.startsWith("AWSLogs/") ? front + key : key;
}
