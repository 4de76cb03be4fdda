import type { SkipReason } from "../contract/reasons.ts";
import type { ObjectRef, RecordSource } from "../types.ts";

/**
 * CloudTrail's key layout, `[prefix/]AWSLogs/[o-ORG/]ACCOUNT/KIND/REGION/YYYY/MM/DD/FILE`, read by path segments, so
 * that a region, a kind or a file name that does not exist yet is no problem.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export interface ObjectKeyParts {
  /** Everything in front of `AWSLogs/`, with its closing slash; "" when there is nothing. */
  readonly prefix: string;
  readonly organization?: string;
  readonly account: string;
  /** `CloudTrail`, `CloudTrail-Insight`, …, or another service's folder such as `Config`. */
  readonly kind: string;
  /** Region and date are there together or not at all. */
  readonly region?: string;
  /** `YYYY-MM-DD`, the UTC day of delivery. */
  readonly date?: string;
  /** What is left after the parts above; the file's name when the layout is followed. */
  readonly file: string;
}

const ROOT = "AWSLogs";
const ORGANIZATION = /^o-[a-z0-9]+$/;
const ACCOUNT = /^\d{12}$/;

/** The parts of a key; undefined when it does not follow the layout down to the kind. */
export function parseObjectKey(key: string): ObjectKeyParts | undefined {
  const segments = key.split("/");
  // From the right: a prefix is free text and may itself contain a folder named AWSLogs.
  for (
    let at = segments.lastIndexOf(ROOT);
    at >= 0;
    at = at === 0 ? -1 : segments.lastIndexOf(ROOT, at - 1)
  ) {
    const prefix = segments
      .slice(0, at)
      .map((segment) => `${segment}/`)
      .join("");
    const parts = partsBelowRoot(prefix, segments.slice(at + 1));
    if (parts) return parts;
  }
  return undefined;
}

function partsBelowRoot(prefix: string, segments: readonly string[]): ObjectKeyParts | undefined {
  const [first = ""] = segments;
  const organization = ORGANIZATION.test(first) ? first : undefined;
  const [account = "", kind = "", ...rest] = organization === undefined ? segments : segments.slice(1);
  if (!ACCOUNT.test(account) || kind === "" || rest.length === 0) return undefined;
  const [region = "", year = "", month = "", day = "", ...file] = rest;
  const hasDay = region !== "" && isDay(year, month, day) && file.length > 0;
  return {
    prefix,
    ...(organization === undefined ? {} : { organization }),
    account,
    kind,
    ...(hasDay
      ? { region, date: `${year}-${month}-${day}`, file: file.join("/") }
      : { file: rest.join("/") }),
  };
}

function isDay(year: string, month: string, day: string): boolean {
  if (!/^\d{4}$/.test(year) || !/^\d{2}$/.test(month) || !/^\d{2}$/.test(day)) return false;
  const ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // Date.parse moves 30 February into March.
  return !Number.isNaN(ms) && new Date(ms).getUTCDate() === Number(day);
}

/** The key of these parts; `formatObjectKey(parseObjectKey(key))` is `key`. */
export function formatObjectKey(parts: ObjectKeyParts): string {
  const { prefix, organization, account, kind, region, date, file } = parts;
  const folders = [ROOT, organization, account, kind, region, date?.replaceAll("-", "/")];
  return `${prefix}${folders.filter((folder) => folder !== undefined).join("/")}/${file}`;
}

/**
 * When CloudTrail delivered a file, in ms since the epoch, read from its name (`…_20260203T0410Z_…`; digests have
 * seconds). The last such text counts: names of trails may contain anything. It is no event time.
 */
export function deliveredMs(file: string): number | undefined {
  const found = [...file.matchAll(/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?Z/g)].at(-1);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second = "00"] = found;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The kinds whose files hold records. */
const LOG_KINDS: ReadonlySet<string> = new Set([
  "CloudTrail",
  "CloudTrail-Insight",
  "CloudTrail-NetworkActivity",
  "CloudTrail-Aggregated",
]);
const DIGEST_KIND = "CloudTrail-Digest";

/** A file's name repeats its kind; one that was moved elsewhere still says what it is. */
const LOG_FILE_NAME = /_CloudTrail(?!-Digest)(-[A-Za-z]+)?_/;

/** What CloudTrail and the tools that copy its files call a log file. */
const LOG_NAME = /\.(json|gz)$/i;

/**
 * Whether an object is read, told by its key (and its size, where the notification says it) before any request.
 * A key without CloudTrail's layout is read when its name could be a log file's: then the content decides.
 */
export function classifyObject(key: string, size?: number): "log" | { readonly skip: SkipReason } {
  if (key.endsWith("/") || key.endsWith("_$folder$")) return { skip: "folder_marker" };
  const { kind, file = "" } = parseObjectKey(key) ?? {};
  if (kind === DIGEST_KIND && !LOG_FILE_NAME.test(file)) return { skip: "digest" };
  if (kind !== undefined && kind !== DIGEST_KIND && !LOG_KINDS.has(kind))
    return { skip: kind.startsWith("CloudTrail-") ? "unknown_kind" : "not_cloudtrail" };
  // A log file of no bytes lost its records: it is read, and rejected as empty. Elsewhere it is only a marker.
  if (size === 0 && kind === undefined) return { skip: "folder_marker" };
  return LOG_NAME.test(key) ? "log" : { skip: "not_cloudtrail" };
}

/** Where the records of this object come from, as far as its name tells. */
export function recordSource(ref: ObjectRef, tenant?: string): RecordSource {
  const { account, organization, region, kind } = parseObjectKey(ref.key) ?? {};
  return {
    bucket: ref.bucket,
    key: ref.key,
    versionId: ref.versionId,
    etag: ref.etag,
    account,
    organization,
    region,
    kind,
    tenant,
    receivedMs: ref.createdMs,
  };
}

/** Categories of the records that a kind of file holds. A kind that is not here, such as a digest's, holds none. */
const CATEGORIES: ReadonlyMap<string, readonly string[]> = new Map([
  ["CloudTrail", ["Management", "Data"]],
  ["CloudTrail-Insight", ["Insight"]],
  ["CloudTrail-NetworkActivity", ["NetworkActivity"]],
  ["CloudTrail-Aggregated", ["Aggregated"]],
]);
const KNOWN_CATEGORIES = new Set([...CATEGORIES.values()].flat());

/** How a record contradicts the key of its file. */
export type SourceMismatch = "account" | "region" | "kind";

/** The fields that tell of the same things. */
export interface LocalFacts {
  readonly recipientAccountId?: unknown;
  /** How summaries name the account. */
  readonly accountId?: unknown;
  readonly awsRegion?: unknown;
  readonly eventCategory?: unknown;
}

/**
 * The facts in which a record contradicts the key of its file; to be counted, never a reason to drop it. What either
 * side does not say is no contradiction, nor is a category that this release does not know.
 */
export function sourceMismatches(
  source: Pick<RecordSource, "account" | "region" | "kind">,
  record: LocalFacts,
): readonly SourceMismatch[] {
  const mismatches: SourceMismatch[] = [];
  // The account folder is the account that received the event, not the one that called; summaries name it otherwise.
  const account = record.recipientAccountId ?? record.accountId;
  if (source.account !== undefined && typeof account === "string" && account !== source.account)
    mismatches.push("account");
  const region = record.awsRegion;
  if (source.region !== undefined && typeof region === "string" && region !== source.region)
    mismatches.push("region");
  const category = record.eventCategory;
  if (
    source.kind !== undefined &&
    typeof category === "string" &&
    KNOWN_CATEGORIES.has(category) &&
    !CATEGORIES.get(source.kind)?.includes(category)
  )
    mismatches.push("kind");
  return mismatches;
}
