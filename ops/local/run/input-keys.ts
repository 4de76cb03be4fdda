import type { InputFile } from "../../input-files.ts";
import { ACCOUNT, REGION } from "../account.ts";
import type { NotificationRule } from "../s3/notification-rule.ts";

const CLOUDTRAIL_PATH = /(?:^|\/)(AWSLogs\/.+)$/;

/**
 * The key an input file is uploaded under: its path below `--input`. A file that was named itself has no such path: it
 * goes where its own path says CloudTrail had put it, or else where the stack's notification rule (if it has one) looks.
 */
export function keyOf(file: InputFile, rule: NotificationRule | undefined): string {
  if (!file.isNamed) return file.key;
  const path = file.path.replaceAll("\\", "/");
  const own = CLOUDTRAIL_PATH.exec(path)?.[1];
  if (own) return own;
  const { prefix = "AWSLogs/", suffix = ".json.gz" } = rule ?? {};
  const folder = prefix.includes(ACCOUNT) ? prefix : `${prefix}${ACCOUNT}/CloudTrail/${REGION}/2026/01/01/`;
  return file.key.endsWith(suffix) ? folder + file.key : `${folder}${file.key}${suffix}`;
}
