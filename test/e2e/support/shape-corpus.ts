import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

/** Log files of every kind and layout, from this project's fixtures and, where it is there, the corpus beside it. */

const FIXTURES = join(__dirname, "..", "..", "fixtures", "cloudtrail");
const CONSTRUCTED = join(__dirname, "..", "..", "..", "..", "shared", "corpus", "constructed", "AWSLogs");

export interface ShapeCorpus {
  readonly folder: string;
  /** Keys of all files, in order. */
  readonly keys: readonly string[];
  /** The fixture records among them, as their exact text. */
  readonly fixtureRecords: readonly string[];
}

/** A file with records: `{"Records":[…]}`, or the bare list that summaries are said to come in. */
function logFile(records: readonly string[], isBare = false): Buffer {
  const list = `[${records.join(",")}]`;
  return gzipSync(isBare ? list : `{"Records":${list}}`);
}

const place = (account: string, kind: string, unique: string, organization = "") =>
  `AWSLogs/${organization}${account}/${kind}/eu-central-1/2026/02/03/${account}_${kind}_eu-central-1_20260203T0410Z_${unique}.json.gz`;

export function writeShapeCorpus(folder: string): ShapeCorpus {
  const records = readdirSync(FIXTURES).map((name) => ({
    name,
    text: JSON.stringify(JSON.parse(readFileSync(join(FIXTURES, name), "utf8"))),
  }));
  const textsOf = (words: RegExp) => records.filter(({ name }) => words.test(name)).map(({ text }) => text);
  const special = /aggregated|insight|vpc-endpoint/;
  const plain = records.filter(({ name }) => !special.test(name)).map(({ text }) => text);
  const files: Record<string, Buffer> = {
    [place("111122223333", "CloudTrail", "AAAAAAAAAAAAAAAA")]: logFile(plain.slice(0, 8)),
    // Nothing forbids such names, and each way of announcing spells them differently.
    [place("111122223333", "CloudTrail", "a b+c=d%2Fe é")]: logFile(plain.slice(8, 14)),
    [place("444455556666", "CloudTrail", "BBBBBBBBBBBBBBBB", "o-exampleorgid/")]: logFile(plain.slice(14)),
    [place("111122223333", "CloudTrail-Insight", "CCCCCCCCCCCCCCCC")]: logFile(textsOf(/insight/)),
    [place("111122223333", "CloudTrail-NetworkActivity", "DDDDDDDDDDDDDDDD")]: logFile(
      textsOf(/vpc-endpoint/),
    ),
    [place("111122223333", "CloudTrail-Aggregated", "EEEEEEEEEEEEEEEE")]: logFile(
      textsOf(/aggregated/),
      true,
    ),
    [place("111122223333", "CloudTrail-Digest", "FFFFFFFFFFFFFFFF")]: gzipSync(
      '{"awsAccountId":"111122223333","digestS3Object":"x","logFiles":[]}',
    ),
    [place("111122223333", "Config", "GGGGGGGGGGGGGGGG")]: gzipSync('{"configurationItems":[]}'),
  };
  for (const [key, body] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  }
  if (existsSync(CONSTRUCTED)) cpSync(CONSTRUCTED, join(folder, "AWSLogs"), { recursive: true });
  const keys = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  return { folder, keys, fixtureRecords: records.map(({ text }) => text).sort() };
}

/** Whether the corpus beside the repository takes part. */
export const hasConstructed = existsSync(CONSTRUCTED);
